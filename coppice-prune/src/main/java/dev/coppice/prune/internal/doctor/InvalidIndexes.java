package dev.coppice.prune.internal.doctor;

import dev.coppice.prune.Finding;
import dev.coppice.prune.Severity;
import java.util.stream.Stream;

/** Indexes that cost writes and serve no reads, mostly left by a CREATE INDEX CONCURRENTLY that failed. */
final class InvalidIndexes implements Check {
    // language=SQL
    private static final String QUERY = """
            SELECT n.nspname || '.' || i.relname AS index_name, n.nspname || '.' || t.relname AS table_name,
                format(
                    CASE WHEN i.relkind = 'I' THEN 'DROP INDEX %I.%I;' ELSE 'DROP INDEX CONCURRENTLY %I.%I;' END,
                    n.nspname, i.relname) AS cure
            FROM pg_catalog.pg_index AS x
            JOIN pg_catalog.pg_class AS i ON i.oid = x.indexrelid
            JOIN pg_catalog.pg_class AS t ON t.oid = x.indrelid
            JOIN pg_catalog.pg_namespace AS n ON n.oid = i.relnamespace
            WHERE NOT x.indisvalid AND coalesce(pg_partition_root(t.oid)::oid, t.oid) = ANY(?::bigint[]::oid[])
            ORDER BY 1
            """;

    @Override
    public Stream<Finding> look(Inspection inspection) {
        return inspection
                .rows(
                        QUERY,
                        row -> new Finding(
                                "invalid-index",
                                Severity.WARN,
                                row.text("index_name"),
                                "The index of " + row.text("table_name") + " is invalid: it serves no statement.",
                                row.text("cure")),
                        inspection.going())
                .stream();
    }
}
