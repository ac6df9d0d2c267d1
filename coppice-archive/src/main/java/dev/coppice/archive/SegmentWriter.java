package dev.coppice.archive;

import dev.coppice.archive.internal.copy.CopyFromServer;
import dev.coppice.archive.spi.Extent;
import dev.coppice.archive.spi.SegmentOutput;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import javax.crypto.SecretKey;

/**
 * Writes the frames of one segment. For one thread. The caller says how each transaction ended: {@link #committed()} or
 * {@link #rolledBack()}; when it cannot know, it closes this writer, finds out, and opens another.
 */
public final class SegmentWriter implements AutoCloseable {
    private final Archive archive;
    private final Segment segment;
    private final Optional<SecretKey> key;
    private final SegmentOutput output;
    private int committed;
    private int written;

    private SegmentWriter(Archive archive, Segment segment, Optional<SecretKey> key, SegmentOutput output) {
        this.archive = archive;
        this.segment = segment;
        this.key = key;
        this.output = output;
        this.committed = segment.last().map(Frame::number).orElse(0);
        this.written = committed;
    }

    static SegmentWriter open(Archive archive, Segment segment) {
        var key = archive.key();
        var suffix = key.isPresent() ? ".csv.zst.aes" : ".csv.zst";
        Optional<Extent> last = segment.last().map(Frame::extent);
        try {
            var output = archive.store().append(archive.id() + "/" + segment.name(), suffix, last);
            return new SegmentWriter(archive, segment, key, output);
        } catch (IOException failure) {
            throw ArchiveFaults.notOpened(segment.name(), archive.store(), failure);
        }
    }

    /** The statement that {@link #write} sends for a query: for those who want to show it. */
    public static String copy(String query) {
        return CopyFromServer.text(query);
    }

    /**
     * Runs a query that returns rows, such as {@code DELETE … RETURNING} with the columns of the segment's content in their
     * order, and writes what it returns as one frame. Joins the caller's transaction, pins its settings (see {@link
     * PinnedSettings}) and takes the locks the query takes. Holds one row in memory. On return the bytes are durable; the
     * frame counts once the caller has committed it with the rows' deletion. After any exception the transaction has to be
     * rolled back.
     *
     * @return the frame; empty when the query returned no row
     * @throws SQLException as the driver throws it, when the query fails
     * @throws dev.coppice.ops.CoppiceException {@code archive.row-too-wide}, {@code archive.columns-differ}, {@code
     *     archive.count-differs}, {@code archive.store-full} and others of the store
     */
    public Optional<Frame> write(Connection connection, String query) throws SQLException {
        return FrameCopy.single(this, connection, query);
    }

    /** The transaction has been committed: its frames stay. */
    public void committed() {
        committed = written;
        output.committed();
    }

    /** The transaction has been rolled back: its frames are dropped. */
    public void rolledBack() {
        written = committed;
        try {
            output.rolledBack();
        } catch (IOException failure) {
            throw ArchiveFaults.notCutBack(segment.name(), archive.store(), failure);
        }
    }

    /** The segment as it was opened. */
    public Segment segment() {
        return segment;
    }

    /** Gives the segment free. */
    @Override
    public void close() {
        try {
            output.close();
        } catch (IOException failure) {
            throw ArchiveFaults.notCutBack(segment.name(), archive.store(), failure);
        }
    }

    FrameRecorder begin() throws IOException {
        var number = written + 1;
        return FrameRecorder.begin(
                segment.content(), number, output.frame(number), archive.seal(key, segment.name(), number));
    }

    Frame wrote(Frame frame) {
        written = frame.number();
        return frame;
    }

    RuntimeException failure(IOException cause) {
        return ArchiveFaults.notWritten(segment.name(), archive.store(), cause);
    }
}
