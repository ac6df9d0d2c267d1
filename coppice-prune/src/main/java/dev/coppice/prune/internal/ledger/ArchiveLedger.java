package dev.coppice.prune.internal.ledger;

import dev.coppice.archive.ArchivedTable;
import dev.coppice.archive.ColumnRange;
import dev.coppice.archive.Frame;
import dev.coppice.archive.FrameContent;
import dev.coppice.archive.spi.Extent;
import dev.coppice.control.TableName;
import dev.coppice.prune.CampaignReport.ArchiveSummary;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import org.jooq.DSLContext;
import org.jooq.Record;

/** Which frames of a campaign are committed: the rows of {@code coppice.campaign_segment} and {@code campaign_frame}. */
public final class ArchiveLedger {
    // language=SQL
    private static final String SEGMENT = """
            INSERT INTO coppice.campaign_segment (
                campaign_id, segment, name, table_schema, table_name, edited_columns, description
            ) VALUES (?, ?, ?, ?, ?, ?::text[], ?)
            ON CONFLICT DO NOTHING
            """;

    // language=SQL
    private static final String FRAME = """
            INSERT INTO coppice.campaign_frame (
                campaign_id, segment, frame, chunk, rows, object, start_byte, length_bytes, csv_length_bytes, csv_sha256,
                sha256, range_columns, range_mins, range_maxes
            ) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?::text[], ?::text[], ?::text[])
            """;

    // language=SQL
    private static final String SEGMENTS = """
            SELECT segment, name, table_schema, table_name, edited_columns, description
            FROM coppice.campaign_segment
            WHERE campaign_id = ? AND segment > ? AND segment <= ?
            ORDER BY segment
            """;

    // language=SQL
    private static final String FRAMES = """
            SELECT frame, chunk, rows, object, start_byte, length_bytes, csv_length_bytes, csv_sha256, sha256,
                range_columns, range_mins, range_maxes
            FROM coppice.campaign_frame
            WHERE campaign_id = ? AND segment = ?
            ORDER BY frame
            """;

    // language=SQL
    private static final String LAST = """
            SELECT * FROM coppice.campaign_frame WHERE campaign_id = ? AND segment = ? ORDER BY frame DESC LIMIT 1
            """;

    // language=SQL
    private static final String SUMMARY = """
            SELECT c.archive_location, count(f.frame) AS frames, coalesce(sum(f.length_bytes), 0) AS bytes
            FROM coppice.campaign AS c
            LEFT JOIN coppice.campaign_frame AS f ON f.campaign_id = c.id
            WHERE c.id = ? AND c.archive_location IS NOT NULL
            GROUP BY c.archive_location
            """;

    private final DSLContext transaction;
    private final long campaign;

    /** The frames of a campaign as a transaction sees and writes them. */
    public ArchiveLedger(DSLContext transaction, long campaign) {
        this.transaction = transaction;
        this.campaign = campaign;
    }

    /**
     * A segment as it is stored.
     *
     * @param number its number in the campaign
     * @param name its name in the archive
     * @param table its table
     * @param edited the columns whose old values it holds; empty for whole rows
     * @param content what its rows are; empty for what was begun before this was kept
     */
    public record StoredSegment(
            int number, String name, TableName table, List<String> edited, Optional<FrameContent> content) {
        /** Copies the columns. */
        public StoredSegment {
            edited = List.copyOf(edited);
        }
    }

    /** Enters a frame, and its segment when it is the segment's first. */
    public void enter(StoredSegment segment, long chunk, Frame frame) {
        transaction.execute(
                SEGMENT,
                campaign,
                segment.number(),
                segment.name(),
                segment.table().schema(),
                segment.table().name(),
                segment.edited().toArray(String[]::new),
                segment.content().map(FrameContent::text).orElse(null));
        transaction.execute(
                FRAME,
                campaign,
                segment.number(),
                frame.number(),
                chunk,
                frame.rows(),
                frame.extent().object(),
                frame.extent().offset(),
                frame.extent().length(),
                frame.csvLength(),
                frame.csvSha256().orElse(null),
                frame.sha256(),
                frame.ranges().stream().map(ColumnRange::column).toArray(String[]::new),
                frame.ranges().stream().map(ColumnRange::min).toArray(String[]::new),
                frame.ranges().stream().map(ColumnRange::max).toArray(String[]::new));
    }

    /** The segments, by number. */
    public List<StoredSegment> segments() {
        return segments(0, Integer.MAX_VALUE);
    }

    /** Those of one worker. */
    public List<StoredSegment> segments(Slot slot) {
        return segments(slot.segments(), slot.segments() + Slot.SEGMENTS);
    }

    private List<StoredSegment> segments(int behind, int last) {
        var tables = new HashMap<TableName, ArchivedTable>();
        return transaction.fetch(SEGMENTS, campaign, behind, last).map(row -> {
            var table = new TableName(row.get("table_schema", String.class), row.get("table_name", String.class));
            // Its indexes may have changed between two of its segments, its columns may not: it is described once.
            var content = Optional.ofNullable(row.get("description", String.class))
                    .map(FrameContent::parse)
                    .map(described -> described.of(tables.computeIfAbsent(table, first -> described.table())));
            return new StoredSegment(
                    row.get("segment", Integer.class),
                    row.get("name", String.class),
                    table,
                    List.of(row.get("edited_columns", String[].class)),
                    content);
        });
    }

    /** The committed frames of a segment, in order. */
    public List<Frame> frames(int segment) {
        return transaction.fetch(FRAMES, campaign, segment).map(ArchiveLedger::frame);
    }

    /** The last committed frame of a segment. */
    public Optional<Frame> last(int segment) {
        return transaction.fetchOptional(LAST, campaign, segment).map(ArchiveLedger::frame);
    }

    /** Where the campaign's rows are; empty without an archive. */
    public Optional<ArchiveSummary> summary() {
        return transaction
                .fetchOptional(SUMMARY, campaign)
                .map(row -> new ArchiveSummary(
                        row.get("archive_location", String.class),
                        row.get("frames", Long.class),
                        row.get("bytes", Long.class)));
    }

    private static Frame frame(Record row) {
        var columns = row.get("range_columns", String[].class);
        var mins = row.get("range_mins", String[].class);
        var maxes = row.get("range_maxes", String[].class);
        var ranges = new ArrayList<ColumnRange>();
        for (var i = 0; i < columns.length; i++) {
            ranges.add(new ColumnRange(columns[i], mins[i], maxes[i]));
        }
        return new Frame(
                row.get("frame", Integer.class),
                row.get("chunk", Long.class),
                row.get("rows", Long.class),
                new Extent(
                        row.get("object", String.class),
                        row.get("start_byte", Long.class),
                        row.get("length_bytes", Long.class)),
                row.get("csv_length_bytes", Long.class),
                Optional.ofNullable(row.get("csv_sha256", String.class)),
                row.get("sha256", String.class),
                ranges);
    }
}
