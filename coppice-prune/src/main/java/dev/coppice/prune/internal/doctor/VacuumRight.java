package dev.coppice.prune.internal.doctor;

import dev.coppice.prune.Finding;
import dev.coppice.prune.Severity;
import java.util.stream.Stream;

/** Tables that the policy wants vacuumed and this role may not vacuum. */
final class VacuumRight implements Check {
    // MAINTAIN came with 17; before, the owner vacuums, or the owner of the database.
    // language=SQL
    private static final String QUERY = """
            SELECT n.nspname || '.' || c.relname AS table_name,
                CASE
                    WHEN current_setting('server_version_num')::int >= 170000
                        THEN format('GRANT MAINTAIN ON %I.%I TO %I;', n.nspname, c.relname, current_user)
                    ELSE format('GRANT %I TO %I;', pg_get_userbyid(c.relowner), current_user)
                END AS cure
            FROM pg_catalog.pg_class AS c
            JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
            WHERE c.oid = ANY(?::bigint[]::oid[])
                AND NOT pg_has_role(c.relowner, 'USAGE')
                AND NOT (SELECT pg_has_role(d.datdba, 'USAGE') FROM pg_catalog.pg_database AS d WHERE d.datname = current_database())
                AND NOT CASE
                    WHEN current_setting('server_version_num')::int >= 170000 THEN has_table_privilege(c.oid, 'MAINTAIN')
                    ELSE false
                END
            ORDER BY 1
            """;

    @Override
    public Stream<Finding> look(Inspection inspection) {
        return inspection.policy().policy().config().vacuum()
                ? inspection
                        .rows(
                                QUERY,
                                row -> new Finding(
                                        "privilege",
                                        Severity.WARN,
                                        row.text("table_name"),
                                        "This role may not vacuum it: the policy wants that, and it will be skipped.",
                                        row.text("cure")),
                                inspection.going())
                        .stream()
                : Stream.empty();
    }
}
