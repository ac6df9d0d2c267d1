package dev.coppice.archive;

import dev.coppice.archive.internal.copy.CopyFromServer;
import dev.coppice.archive.internal.copy.RowTooWide;
import dev.coppice.archive.internal.csv.CsvRecord;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;

/** One COPY into one frame. */
final class FrameCopy {
    /** The widest row, as CSV. */
    static final int WIDEST_ROW = 256 * 1024 * 1024;

    private FrameCopy() {}

    static Optional<Frame> single(SegmentWriter writer, Connection connection, String query) throws SQLException {
        PinnedSettings.apply(connection);
        var name = writer.segment().name();
        try (var frame = writer.begin()) {
            var rows = new WholeRows(writer.segment(), frame);
            var sent = new CopyFromServer(connection, WIDEST_ROW).run(query, rows::add);
            if (sent != frame.rows()) {
                throw ArchiveFaults.countDiffers(name, frame.rows(), sent);
            }
            return sent == 0 ? Optional.empty() : Optional.of(writer.wrote(frame.finish()));
        } catch (RowTooWide tooWide) {
            throw ArchiveFaults.rowTooWide(name, WIDEST_ROW, tooWide);
        } catch (IOException failure) {
            throw writer.failure(failure);
        }
    }

    /** Rows that are the segment's as they come. */
    private static final class WholeRows {
        private final Segment segment;
        private final FrameRecorder frame;
        private final CsvRecord record = new CsvRecord();
        private final int width;

        WholeRows(Segment segment, FrameRecorder frame) {
            this.segment = segment;
            this.frame = frame;
            this.width = segment.content().columns().size();
        }

        void add(byte[] csv) throws IOException {
            if (!record.read(csv, 0, csv.length)) {
                throw ArchiveFaults.columnsDiffer(segment.name(), width, "what was received is not one record");
            }
            if (record.fields() != width) {
                throw ArchiveFaults.columnsDiffer(segment.name(), width, "one has " + record.fields());
            }
            frame.add(csv, 0, csv.length, record);
        }
    }
}
