package dev.coppice.prune.internal.chunk;

import dev.coppice.control.TableName;
import dev.coppice.prune.internal.closure.Closure;
import dev.coppice.prune.internal.ledger.ChunkEntry.Taken;
import dev.coppice.prune.internal.read.Sql;
import java.util.HashMap;
import java.util.Map;

/**
 * What the server counts as deleted and updated, table by table, in this transaction. Partitions count for their top. It
 * sees what nobody asked for: a cascade into a table that came after the plan, a trigger that deletes elsewhere.
 *
 * @param byTable the counts
 */
record Deltas(Map<TableName, Taken> byTable) {
    // The counters may still hold what an earlier transaction of the session left, so that only differences count.
    // language=SQL
    private static final String READ = """
            SELECT
                n.nspname, top.relname,
                sum(pg_stat_get_xact_tuples_deleted(c.oid)) AS deleted,
                sum(pg_stat_get_xact_tuples_updated(c.oid)) AS updated
            FROM pg_catalog.pg_class AS c
            JOIN pg_catalog.pg_class AS top ON top.oid = coalesce(pg_partition_root(c.oid), c.oid)
            JOIN pg_catalog.pg_namespace AS n ON n.oid = top.relnamespace
            WHERE c.relkind = 'r'
                AND n.nspname NOT IN ('coppice', 'pg_catalog')
                AND (pg_stat_get_xact_tuples_deleted(c.oid) > 0 OR pg_stat_get_xact_tuples_updated(c.oid) > 0)
            GROUP BY n.nspname, top.relname
            """;

    // Prepared, so that it is planned once: it is read twice in every chunk, and takes as long to plan as to run.
    static Deltas read(Sql sql) {
        var counts = new HashMap<TableName, Taken>();
        sql.list(
                READ,
                row -> counts.put(
                        new TableName(row.text("nspname"), row.text("relname")),
                        new Taken(row.number("deleted"), row.number("updated"))));
        return new Deltas(counts);
    }

    /**
     * Refuses what differs from what was taken. Updates count only in tables of the closure: elsewhere they are the work of
     * the user's own triggers, such as a counter, and no row is lost by them.
     */
    void requireTaken(Deltas before, Map<TableName, Taken> taken, Closure closure) {
        for (var entry : byTable.entrySet()) {
            var table = entry.getKey();
            var earlier = before.byTable.getOrDefault(table, new Taken(0, 0));
            var deleted = entry.getValue().deleted() - earlier.deleted();
            var updated = entry.getValue().edited() - earlier.edited();
            var expected = taken.getOrDefault(table, new Taken(0, 0));
            var differs = deleted != expected.deleted()
                    || (closure.tables().containsKey(table) && updated != expected.edited());
            if (differs) {
                throw new ChunkFailure(
                        "unexpected-rows",
                        "Deleting it would delete " + deleted + " and change " + updated + " rows of " + table
                                + " where " + expected.deleted() + " and " + expected.edited() + " were expected.");
            }
        }
    }
}
