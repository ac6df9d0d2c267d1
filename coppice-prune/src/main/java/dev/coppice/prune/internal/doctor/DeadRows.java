package dev.coppice.prune.internal.doctor;

import dev.coppice.prune.Finding;
import dev.coppice.prune.Severity;
import java.util.stream.Stream;

/** Tables full of dead rows, and tables whose size nobody knows. */
final class DeadRows implements Check {
    // language=SQL
    private static final String QUERY = """
            SELECT n.nspname || '.' || c.relname AS table_name,
                s.n_dead_tup, s.n_live_tup, c.reltuples < 0 AS unknown,
                format('VACUUM (ANALYZE) %I.%I;', n.nspname, c.relname) AS vacuum,
                format('ANALYZE %I.%I;', n.nspname, c.relname) AS analyze_it
            FROM pg_catalog.pg_class AS c
            JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
            JOIN pg_catalog.pg_stat_all_tables AS s ON s.relid = c.oid
            WHERE c.relkind = 'r' AND coalesce(pg_partition_root(c.oid)::oid, c.oid) = ANY(?::bigint[]::oid[])
                AND (
                    s.n_dead_tup >= 1000 AND s.n_dead_tup > s.n_live_tup / 5
                    OR c.reltuples < 0 AND pg_relation_size(c.oid) > 0
                )
            ORDER BY 1
            """;

    @Override
    public Stream<Finding> look(Inspection inspection) {
        return inspection
                .rows(
                        QUERY,
                        row -> row.truth("unknown")
                                ? new Finding(
                                        "never-analysed",
                                        Severity.INFO,
                                        row.text("table_name"),
                                        "The table was never analysed: estimates are guesses, and statements may be planned badly.",
                                        row.text("analyze_it"))
                                : new Finding(
                                        "dead-rows",
                                        Severity.WARN,
                                        row.text("table_name"),
                                        row.number("n_dead_tup") + " dead rows beside " + row.number("n_live_tup")
                                                + " live ones: every read walks over them.",
                                        row.text("vacuum")),
                        inspection.going())
                .stream();
    }
}
