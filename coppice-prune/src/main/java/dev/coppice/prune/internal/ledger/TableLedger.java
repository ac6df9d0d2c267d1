package dev.coppice.prune.internal.ledger;

import dev.coppice.control.TableName;
import java.util.HashMap;
import java.util.Map;
import org.jooq.DSLContext;

/**
 * The rows of {@code coppice.campaign_table}.
 *
 * @param transaction where
 */
public record TableLedger(DSLContext transaction) {
    /** What a campaign has deleted, by table. */
    public Map<TableName, Long> deleted(long campaign) {
        var deleted = new HashMap<TableName, Long>();
        transaction
                .fetch(
                        "SELECT table_schema, table_name, rows_deleted FROM coppice.campaign_table"
                                + " WHERE campaign_id = ? AND rows_deleted > 0",
                        campaign)
                .forEach(row -> deleted.put(
                        new TableName(row.get("table_schema", String.class), row.get("table_name", String.class)),
                        row.get("rows_deleted", Long.class)));
        return deleted;
    }
}
