package dev.coppice.prune.internal.doctor;

import dev.coppice.prune.Finding;
import dev.coppice.prune.Severity;
import java.util.stream.Stream;

/** Row security that binds this role would hide rows from it; nothing is deleted half-blind. */
final class RowSecurity implements Check {
    // language=SQL
    private static final String QUERY = """
            SELECT n.nspname || '.' || c.relname AS table_name,
                row_security_active(c.oid) OR (c.relforcerowsecurity AND NOT bypass.rolbypassrls AND NOT bypass.rolsuper) AS active,
                format('ALTER ROLE %I BYPASSRLS;', current_user) AS cure
            FROM pg_catalog.pg_class AS c
            JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
            JOIN pg_catalog.pg_roles AS bypass ON bypass.rolname = current_user
            WHERE c.relrowsecurity AND c.oid = ANY(?::bigint[]::oid[])
            ORDER BY 1
            """;

    @Override
    public Stream<Finding> look(Inspection inspection) {
        var tables = Stream.concat(inspection.going().stream(), inspection.edited().stream())
                .toList();
        return inspection
                .rows(
                        QUERY,
                        row -> new Finding(
                                "row-security",
                                row.truth("active") ? Severity.BLOCK : Severity.INFO,
                                row.text("table_name"),
                                row.truth("active")
                                        ? "Row security hides rows from this role; statements fail, so that none is overlooked."
                                        : "The table has row security, which does not bind this role.",
                                row.truth("active") ? row.text("cure") : ""),
                        tables)
                .stream();
    }
}
