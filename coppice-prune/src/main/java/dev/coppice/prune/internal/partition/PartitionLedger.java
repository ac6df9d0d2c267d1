package dev.coppice.prune.internal.partition;

import dev.coppice.control.TableName;
import dev.coppice.prune.PartitionOutcome;
import java.util.List;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.jspecify.annotations.Nullable;

/** The rows of {@code coppice.campaign_partition}: what a campaign has decided about partitions. */
public final class PartitionLedger {
    // language=SQL
    private static final String ENTER = """
            INSERT INTO coppice.campaign_partition (
                campaign_id, table_schema, table_name, state, reason, rows, bytes, statement, decided_at
            ) VALUES (?, ?, ?, ?, ?, ?, ?, ?, clock_timestamp())
            """;

    // language=SQL
    private static final String LIST = """
            SELECT table_schema, table_name, state, reason, rows, bytes, statement
            FROM coppice.campaign_partition
            WHERE campaign_id = ?
            ORDER BY decided_at, table_schema, table_name
            """;

    // language=SQL
    private static final String MISSING = """
            SELECT p.statement
            FROM coppice.campaign_partition AS p
            JOIN coppice.campaign AS c ON c.id = p.campaign_id
            WHERE c.archive_id = ? AND p.state = 'dropped'
                AND to_regclass(quote_ident(p.table_schema) || '.' || quote_ident(p.table_name)) IS NULL
            ORDER BY p.decided_at, p.table_schema, p.table_name
            """;

    private final DSLContext transaction;

    /** The rows as a transaction sees and writes them. */
    public PartitionLedger(DSLContext transaction) {
        this.transaction = transaction;
    }

    /** A partition was dropped. */
    public void dropped(long campaign, Unit unit, long rows, String statement) {
        enter(campaign, unit, "dropped", null, rows, unit.bytes(), statement);
    }

    /** The rows of a partition go one by one. */
    public void kept(long campaign, Unit unit, String reason) {
        enter(campaign, unit, "kept", reason, null, null, null);
    }

    private void enter(long campaign, Unit unit, @Nullable Object... values) {
        transaction.execute(
                ENTER,
                campaign,
                unit.name().schema(),
                unit.name().name(),
                values[0],
                values[1],
                values[2],
                values[3],
                values[4]);
    }

    /** What was decided, in order. */
    public List<PartitionOutcome> list(long campaign) {
        return transaction.fetch(LIST, campaign).map(PartitionLedger::outcome);
    }

    /** The statements that make those partitions again that a campaign has dropped and that are not there. */
    public List<String> missing(String archive) {
        return transaction.fetch(MISSING, archive).map(row -> row.get("statement", String.class));
    }

    private static PartitionOutcome outcome(Record row) {
        var name = new TableName(row.get("table_schema", String.class), row.get("table_name", String.class));
        return row.get("state", String.class).equals("dropped")
                ? new PartitionOutcome.Dropped(
                        name,
                        row.get("rows", Long.class),
                        row.get("bytes", Long.class),
                        row.get("statement", String.class))
                : new PartitionOutcome.Kept(name, row.get("reason", String.class));
    }
}
