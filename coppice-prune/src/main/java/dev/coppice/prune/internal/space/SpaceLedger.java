package dev.coppice.prune.internal.space;

import dev.coppice.control.TableName;
import dev.coppice.prune.TableSpace;
import dev.coppice.prune.TableSpace.After;
import dev.coppice.prune.TableSpace.Measure;
import dev.coppice.prune.TableSpace.Vacuum;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jooq.DSLContext;
import org.jooq.Record;

/** The rows of {@code coppice.campaign_space}. */
public final class SpaceLedger {
    // language=SQL
    private static final String BEFORE = """
            INSERT INTO coppice.campaign_space (campaign_id, table_schema, table_name, bytes_before)
            VALUES (?, ?, ?, ?)
            ON CONFLICT DO NOTHING
            """;

    // language=SQL
    private static final String VACUUMED = """
            UPDATE coppice.campaign_space
            SET vacuum = ?, vacuum_skipped = ?, vacuum_ms = ?
            WHERE (campaign_id, table_schema, table_name) = (?, ?, ?)
            """;

    // language=SQL
    private static final String AFTER = """
            UPDATE coppice.campaign_space
            SET bytes_after = ?, bytes_returned = ?, bytes_reusable = ?, measure = ?
            WHERE (campaign_id, table_schema, table_name) = (?, ?, ?)
            """;

    // language=SQL
    private static final String LIST = """
            SELECT table_schema, table_name, bytes_before, bytes_after, bytes_returned, bytes_reusable, measure,
                vacuum, vacuum_skipped, vacuum_ms
            FROM coppice.campaign_space
            WHERE campaign_id = ?
            ORDER BY table_schema, table_name
            """;

    private final DSLContext transaction;
    private final long campaign;

    /** The rows of a campaign as a transaction sees and writes them. */
    public SpaceLedger(DSLContext transaction, long campaign) {
        this.transaction = transaction;
        this.campaign = campaign;
    }

    /** Notes a size, unless an earlier process has. */
    void before(TableName table, long bytes) {
        transaction.execute(BEFORE, campaign, table.schema(), table.name(), bytes);
    }

    /** Notes how a table was vacuumed. */
    void vacuumed(TableName table, Vacuum vacuum) {
        transaction.execute(
                VACUUMED,
                vacuum.skipped().isPresent() ? "skipped" : "done",
                vacuum.skipped().orElse(null),
                vacuum.took().toMillis(),
                campaign,
                table.schema(),
                table.name());
    }

    /** Notes what is known after the campaign. */
    void after(TableName table, After after) {
        transaction.execute(
                AFTER,
                after.bytes(),
                after.returned(),
                after.reusable(),
                after.measure() == Measure.FREE_SPACE_MAP ? "free-space-map" : "rows-deleted",
                campaign,
                table.schema(),
                table.name());
    }

    /** What is known of its tables. */
    public List<TableSpace> list() {
        return transaction.fetch(LIST, campaign).map(SpaceLedger::space);
    }

    private static TableSpace space(Record row) {
        return new TableSpace(
                new TableName(row.get("table_schema", String.class), row.get("table_name", String.class)),
                row.get("bytes_before", Long.class),
                Optional.ofNullable(row.get("measure", String.class)).map(measure -> after(row, measure)),
                Optional.ofNullable(row.get("vacuum", String.class)).map(word -> vacuum(row)));
    }

    private static After after(Record row, String measure) {
        return new After(
                row.get("bytes_after", Long.class),
                row.get("bytes_returned", Long.class),
                row.get("bytes_reusable", Long.class),
                measure.equals("free-space-map") ? Measure.FREE_SPACE_MAP : Measure.ROWS_DELETED);
    }

    private static Vacuum vacuum(Record row) {
        return new Vacuum(
                Optional.ofNullable(row.get("vacuum_skipped", String.class)),
                Duration.ofMillis(row.get("vacuum_ms", Long.class)));
    }
}
