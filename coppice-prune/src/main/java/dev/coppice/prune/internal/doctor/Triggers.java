package dev.coppice.prune.internal.doctor;

import dev.coppice.prune.Finding;
import dev.coppice.prune.Severity;
import java.util.stream.Stream;

/** Triggers that will fire for each deleted or changed row. One before the delete may swallow it. */
final class Triggers implements Check {
    // language=SQL
    private static final String QUERY = """
            SELECT DISTINCT
                n.nspname || '.' || c.relname AS table_name, t.tgname, p.proname,
                (t.tgtype & 3) = 3 AND (t.tgtype & 8) <> 0 AS swallows
            FROM pg_catalog.pg_trigger AS t
            JOIN pg_catalog.pg_class AS c ON c.oid = t.tgrelid
            JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
            JOIN pg_catalog.pg_proc AS p ON p.oid = t.tgfoid
            WHERE NOT t.tgisinternal AND t.tgenabled IN ('O', 'A') AND t.tgparentid = 0
                AND (
                    (t.tgtype & 8) <> 0 AND coalesce(pg_partition_root(c.oid)::oid, c.oid) = ANY(?::bigint[]::oid[])
                    OR (t.tgtype & 16) <> 0 AND coalesce(pg_partition_root(c.oid)::oid, c.oid) = ANY(?::bigint[]::oid[])
                )
            ORDER BY 1, 2
            """;

    @Override
    public Stream<Finding> look(Inspection inspection) {
        return inspection
                .rows(
                        QUERY,
                        row -> new Finding(
                                "trigger",
                                Severity.WARN,
                                row.text("table_name") + " " + row.text("tgname"),
                                "The trigger calls " + row.text("proname") + " for rows that go or change."
                                        + (row.truth("swallows")
                                                ? " It comes before the delete and may keep a row; such a row and its root are set aside."
                                                : ""),
                                "Read the function; what it does happens once per row."),
                        inspection.going(),
                        inspection.edited())
                .stream();
    }
}
