package dev.coppice.prune.internal.doctor;

import dev.coppice.prune.Finding;
import dev.coppice.prune.Severity;
import java.util.stream.Stream;

/** Tables that inherit from one whose rows go and that no relation leads to: a query sees their rows, no delete touches them. */
final class Inheritance implements Check {
    // language=SQL
    private static final String QUERY = """
            SELECT n.nspname || '.' || c.relname AS table_name, hn.nspname || '.' || h.relname AS heir
            FROM pg_catalog.pg_inherits AS i
            JOIN pg_catalog.pg_class AS c ON c.oid = i.inhparent AND c.relkind = 'r'
            JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
            JOIN pg_catalog.pg_class AS h ON h.oid = i.inhrelid
            JOIN pg_catalog.pg_namespace AS hn ON hn.oid = h.relnamespace
            WHERE c.oid = ANY(?::bigint[]::oid[]) AND h.oid <> ALL(?::bigint[]::oid[])
            ORDER BY 1, 2
            """;

    @Override
    public Stream<Finding> look(Inspection inspection) {
        return inspection
                .rows(
                        QUERY,
                        row -> new Finding(
                                "inheritance",
                                Severity.WARN,
                                row.text("table_name"),
                                row.text("heir") + " inherits from it; its rows are not touched.",
                                "Give " + row.text("heir") + " a policy of its own, if its rows shall go too."),
                        inspection.going(),
                        inspection.going())
                .stream();
    }
}
