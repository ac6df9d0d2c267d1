package dev.coppice.archive;

import static java.util.stream.Collectors.joining;

import dev.coppice.archive.internal.copy.CopyFromServer;
import dev.coppice.archive.internal.copy.RowTooWide;
import dev.coppice.archive.internal.csv.CsvProjection;
import dev.coppice.archive.internal.csv.CsvRecord;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Rows of several tables that only one statement can delete, because they refer to each other in a circle. One COPY sends
 * them all, each row with the number of its table in front and in columns of its own; here they part again, into one frame
 * for each table, byte for byte as a COPY of that table alone would have been. For one thread.
 */
public final class TaggedCopy {
    private final List<Part> parts = new ArrayList<>();

    private TaggedCopy() {}

    /** Begins with nothing. */
    public static TaggedCopy create() {
        return new TaggedCopy();
    }

    /**
     * Adds a query that returns rows of the writer's segment, such as {@code DELETE … RETURNING}. All run in one statement:
     * each sees the tables as they were before any of them.
     *
     * @throws IllegalArgumentException when the writer was added before
     */
    public TaggedCopy add(SegmentWriter writer, String query) {
        if (parts.stream().anyMatch(part -> part.writer().equals(writer))) {
            throw new IllegalArgumentException(
                    "writer must be added once, was: " + writer.segment().name());
        }
        var first = parts.isEmpty() ? 1 : parts.getLast().end();
        var width = writer.segment().content().columns().size();
        parts.add(new Part(writer, query, first, first + width));
        return this;
    }

    /**
     * Runs it; all of {@link SegmentWriter#write} holds.
     *
     * @return a frame for each query, in the order they were added; empty where a query returned no row
     */
    public List<Optional<Frame>> write(Connection connection) throws SQLException {
        PinnedSettings.apply(connection);
        try (var split = new Split(parts)) {
            var sent = new CopyFromServer(connection, FrameCopy.WIDEST_ROW).run(query(), split::add);
            if (sent != split.rows()) {
                throw ArchiveFaults.countDiffers(names(), split.rows(), sent);
            }
            return split.finish();
        } catch (RowTooWide tooWide) {
            throw ArchiveFaults.rowTooWide(names(), FrameCopy.WIDEST_ROW, tooWide);
        } catch (IOException failure) {
            throw parts.getFirst().writer().failure(failure);
        }
    }

    private String names() {
        return String.join(
                ", ", parts.stream().map(part -> part.writer().segment().name()).toList());
    }

    /**
     * The query that {@link #write} sends: for those who want to show it.
     *
     * @param types for each query the types of the columns it returns
     * @param queries the queries
     */
    public static String query(List<List<String>> types, List<String> queries) {
        var with = new ArrayList<String>();
        var selects = new ArrayList<String>();
        var first = 1;
        for (var i = 0; i < queries.size(); i++) {
            with.add("part" + i + slots(first, types.get(i).size()) + " AS (" + queries.get(i) + ")");
            selects.add("SELECT " + i + columns(types, i) + " FROM part" + i);
            first += types.get(i).size();
        }
        return "WITH " + String.join(", ", with) + " " + String.join(" UNION ALL ", selects);
    }

    private String query() {
        var types = parts.stream()
                .map(part -> part.writer().segment().content().columns().stream()
                        .map(ArchivedColumn::type)
                        .toList())
                .toList();
        return query(types, parts.stream().map(Part::query).toList());
    }

    // Named here, so that a column name that occurs twice or looks odd is nobody's concern.
    private static String slots(int first, int width) {
        return IntStream.range(first, first + width)
                .mapToObj(slot -> "c" + slot)
                .collect(joining(", ", "(", ")"));
    }

    private static String columns(List<List<String>> types, int chosen) {
        var columns = new StringBuilder();
        var slot = 1;
        for (var i = 0; i < types.size(); i++) {
            for (var type : types.get(i)) {
                columns.append(", ").append(i == chosen ? "c" + slot : "NULL::" + type);
                slot++;
            }
        }
        return columns.toString();
    }

    /** One table's share: its columns are the fields from {@code first} to {@code end}. */
    private record Part(SegmentWriter writer, String query, int first, int end) {}

    /** The frames while rows come in. */
    private static final class Split implements AutoCloseable {
        private final List<Part> parts;
        private final List<FrameRecorder> frames = new ArrayList<>();
        private final List<CsvProjection> projections = new ArrayList<>();
        private final CsvRecord tagged = new CsvRecord();
        private final CsvRecord own = new CsvRecord();
        private final int width;
        private long rows;

        Split(List<Part> parts) throws IOException {
            this.parts = parts;
            this.width = parts.getLast().end();
            try {
                for (var part : parts) {
                    frames.add(part.writer().begin());
                    projections.add(new CsvProjection(
                            IntStream.range(part.first(), part.end()).boxed().toList()));
                }
            } catch (IOException | RuntimeException failure) {
                close();
                throw failure;
            }
        }

        void add(byte[] csv) throws IOException {
            if (!tagged.read(csv, 0, csv.length) || tagged.fields() != width) {
                throw ArchiveFaults.columnsDiffer(
                        parts.getFirst().writer().segment().name(), width, "one has " + tagged.fields());
            }
            var part = Integer.parseInt(new String(tagged.value(0), StandardCharsets.US_ASCII));
            var projection = projections.get(part);
            projection.take(tagged, csv);
            own.read(projection.bytes(), 0, projection.length());
            frames.get(part).add(projection.bytes(), 0, projection.length(), own);
            rows++;
        }

        long rows() {
            return rows;
        }

        List<Optional<Frame>> finish() throws IOException {
            var finished = new ArrayList<Optional<Frame>>();
            for (var i = 0; i < frames.size(); i++) {
                finished.add(
                        frames.get(i).rows() == 0
                                ? Optional.empty()
                                : Optional.of(parts.get(i)
                                        .writer()
                                        .wrote(frames.get(i).finish())));
            }
            return finished;
        }

        @Override
        public void close() throws IOException {
            for (var frame : frames) {
                frame.close();
            }
        }
    }
}
