package dev.coppice.prune.internal.brake;

import dev.coppice.prune.BrakeName;
import dev.coppice.prune.internal.read.Sql;
import java.util.List;

/**
 * A vacuum of a table of the plan, or of a partition of one.
 *
 * @param tables the numbers of the tables
 */
record Autovacuum(List<Long> tables) implements Brake {
    // Whoever may not see others' vacuums sees rows without a table.
    // language=SQL
    private static final String QUERY = """
            SELECT v.relid IS NULL AS hidden, v.pid, v.phase, v.relid::regclass::text AS table_name
            FROM pg_catalog.pg_stat_progress_vacuum AS v
            WHERE v.relid IS NULL
                OR v.datid = (SELECT d.oid FROM pg_catalog.pg_database AS d WHERE d.datname = pg_catalog.current_database())
                    AND coalesce(pg_catalog.pg_partition_root(v.relid)::oid, v.relid) = ANY(?::bigint[]::oid[])
            ORDER BY hidden
            LIMIT 1
            """;

    @Override
    public BrakeName name() {
        return BrakeName.AUTOVACUUM;
    }

    @Override
    public Reading read(Sql sql) {
        var vacuums = sql.list(
                QUERY,
                row -> {
                    if (row.truth("hidden")) {
                        throw Unreadable.withoutMonitor("which table is vacuumed");
                    }
                    return Reading.of(
                            true,
                            "Session " + row.number("pid") + " vacuums " + row.text("table_name") + ", phase "
                                    + row.text("phase") + ".");
                },
                tables);
        return vacuums.isEmpty() ? Reading.free("No table of the plan is vacuumed.") : vacuums.getFirst();
    }
}
