package dev.coppice.archive;

import dev.coppice.archive.internal.frame.FrameEncoder;
import dev.coppice.archive.spi.FrameOutput;
import dev.coppice.archive.spi.SegmentOutput;
import dev.coppice.archive.spi.StoreException;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import javax.crypto.SecretKey;

/**
 * Writes bytes that are no rows, such as copies of files, beside the segments of an archive: each a frame of its own,
 * compressed, digested and encrypted as rows are. The manifest does not know them: the caller keeps their frames, and reads
 * them with {@link ArchiveReader#open(String, Frame)}. For one thread.
 */
public final class BlobWriter implements AutoCloseable {
    private static final int PIECE = 64 * 1024;

    private final Archive archive;
    private final String segment;
    private final Optional<SecretKey> key;
    private final SegmentOutput output;
    private int written;

    private BlobWriter(Archive archive, String segment, Optional<SecretKey> key, SegmentOutput output) {
        this.archive = archive;
        this.segment = segment;
        this.key = key;
        this.output = output;
    }

    /**
     * Opens a segment of blobs, and drops whatever lies in it.
     *
     * @throws dev.coppice.ops.CoppiceException {@code archive.store-…}, {@code archive.key-…}
     */
    public static BlobWriter open(Archive archive, String segment) {
        var key = archive.key();
        var suffix = key.isPresent() ? ".bin.zst.aes" : ".bin.zst";
        try {
            var output = archive.store().append(archive.id() + "/" + segment, suffix, Optional.empty());
            return new BlobWriter(archive, segment, key, output);
        } catch (IOException failure) {
            throw ArchiveFaults.notOpened(segment, archive.store(), failure);
        }
    }

    /**
     * Writes what a stream yields as one frame of no rows; on return it is durable.
     *
     * @throws IOException as the stream throws it
     * @throws dev.coppice.ops.CoppiceException {@code archive.store-…}
     */
    public Frame write(InputStream bytes) throws IOException {
        var number = written + 1;
        try (var frame = begin(number);
                var encoder = new FrameEncoder(frame, archive.seal(key, segment, number))) {
            copy(bytes, encoder);
            var done = finish(number, frame, encoder);
            output.committed();
            written = number;
            return done;
        } catch (StoreException failure) {
            throw ArchiveFaults.notWritten(segment, archive.store(), failure);
        }
    }

    private FrameOutput begin(int number) throws IOException {
        return output.frame(number);
    }

    private static void copy(InputStream bytes, FrameEncoder encoder) throws IOException {
        var piece = new byte[PIECE];
        for (var read = bytes.read(piece); read >= 0; read = bytes.read(piece)) {
            encoder.write(piece, 0, read);
        }
    }

    private Frame finish(int number, FrameOutput frame, FrameEncoder encoder) throws IOException {
        var encoded = encoder.finish();
        var extent = frame.finish();
        if (extent.length() != encoded.storedLength()) {
            throw new StoreException(
                    StoreException.Reason.SHORT,
                    "it kept " + extent.length() + " bytes of " + encoded.storedLength(),
                    null);
        }
        Optional<String> digest = key.isPresent() ? Optional.empty() : Optional.of(encoded.csvSha256());
        return new Frame(number, 0, 0, extent, encoded.csvLength(), digest, encoded.sha256(), List.of());
    }

    /** Gives the segment free. */
    @Override
    public void close() {
        try {
            output.close();
        } catch (IOException failure) {
            throw ArchiveFaults.notCutBack(segment, archive.store(), failure);
        }
    }
}
