package dev.coppice.prune.internal.doctor;

import dev.coppice.prune.Finding;
import dev.coppice.prune.Severity;
import java.util.stream.Stream;

/** Rules rewrite a delete into something else: what is returned is no longer what has gone. */
final class Rules implements Check {
    // language=SQL
    private static final String QUERY = """
            SELECT n.nspname || '.' || c.relname AS table_name, r.rulename,
                format('DROP RULE %I ON %I.%I;', r.rulename, n.nspname, c.relname) AS cure
            FROM pg_catalog.pg_rewrite AS r
            JOIN pg_catalog.pg_class AS c ON c.oid = r.ev_class
            JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
            WHERE r.ev_enabled <> 'D'
                AND (
                    r.ev_type = '4' AND coalesce(pg_partition_root(c.oid)::oid, c.oid) = ANY(?::bigint[]::oid[])
                    OR r.ev_type = '2' AND coalesce(pg_partition_root(c.oid)::oid, c.oid) = ANY(?::bigint[]::oid[])
                )
            ORDER BY 1, 2
            """;

    @Override
    public Stream<Finding> look(Inspection inspection) {
        return inspection
                .rows(
                        QUERY,
                        row -> new Finding(
                                "rule",
                                Severity.BLOCK,
                                row.text("table_name") + " " + row.text("rulename"),
                                "The rule rewrites deletes or updates, so rows cannot be archived as they go.",
                                row.text("cure")),
                        inspection.going(),
                        inspection.edited())
                .stream();
    }
}
