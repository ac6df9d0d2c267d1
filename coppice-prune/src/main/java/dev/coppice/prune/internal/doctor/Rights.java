package dev.coppice.prune.internal.doctor;

import dev.coppice.prune.BrakeTime;
import dev.coppice.prune.BrakesConfig;
import dev.coppice.prune.Finding;
import dev.coppice.prune.Severity;
import java.util.stream.Stream;

/**
 * Rights a campaign of this role would miss. A lock FOR UPDATE needs UPDATE on a column, whatever is then done with it. What
 * only a campaign needs is no block: the database refuses by itself, and whoever plans need not be who prunes. What a plan
 * needs too is one.
 */
final class Rights implements Check {
    // language=SQL
    private static final String TABLES = """
            SELECT n.nspname || '.' || c.relname AS table_name, need.word,
                CASE need.word
                    WHEN 'USAGE' THEN format('GRANT USAGE ON SCHEMA %I TO %I;', n.nspname, current_user)
                    ELSE format('GRANT %s ON %I.%I TO %I;', need.word, n.nspname, c.relname, current_user)
                END AS cure
            FROM pg_catalog.pg_class AS c
            JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
            CROSS JOIN LATERAL (
                VALUES
                    ('USAGE', has_schema_privilege(n.oid, 'USAGE')),
                    ('SELECT', has_table_privilege(c.oid, 'SELECT')),
                    ('UPDATE', has_any_column_privilege(c.oid, 'UPDATE')),
                    ('DELETE', c.oid = ANY(?::bigint[]::oid[]) OR has_table_privilege(c.oid, 'DELETE'))
            ) AS need (word, there)
            WHERE c.oid = ANY(?::bigint[]::oid[]) AND NOT need.there
            ORDER BY 1, 2
            """;

    // language=SQL
    private static final String SERVER = """
            SELECT need.word, need.why, need.cure
            FROM (
                VALUES
                    ('pg_monitor', NOT ? OR pg_has_role('pg_read_all_stats', 'USAGE'),
                        'Without it the brakes of this policy see nothing and hold: campaigns work at a quarter of the pace while'
                        || ' other roles are connected, and stop where a replica is.',
                        format('GRANT pg_monitor TO %I;', current_user)),
                    ('TEMPORARY', has_database_privilege(current_database(), 'TEMPORARY'),
                        'Without it an archive cannot be restored over a staging table.',
                        format('GRANT TEMPORARY ON DATABASE %I TO %I;', current_database(), current_user))
            ) AS need (word, there, why, cure)
            WHERE NOT need.there
            """;

    @Override
    public Stream<Finding> look(Inspection inspection) {
        var all = Stream.concat(inspection.going().stream(), inspection.edited().stream())
                .toList();
        var stay = inspection.edited().stream()
                .filter(table -> !inspection.going().contains(table))
                .toList();
        var tables = inspection.rows(
                TABLES, row -> lacking(row.text("table_name"), row.text("word"), row.text("cure")), stay, all);
        var server = inspection.rows(
                SERVER,
                row -> new Finding(
                        "privilege",
                        row.text("word").equals("pg_monitor") ? Severity.WARN : Severity.INFO,
                        row.text("word"),
                        row.text("why"),
                        row.text("cure")),
                monitors(inspection.policy().policy().config().brakes()));
        return Stream.concat(tables.stream(), server.stream());
    }

    private static boolean monitors(BrakesConfig brakes) {
        return brakes.replicaLag().flatMap(BrakeTime::limit).isPresent()
                || brakes.replicaLag().isEmpty()
                || brakes.replicaBytes().isPresent()
                || brakes.autovacuum()
                || brakes.oldestSnapshot().limit().isPresent();
    }

    private static Finding lacking(String table, String right, String cure) {
        return switch (right) {
            case "SELECT" ->
                new Finding(
                        "privilege",
                        Severity.BLOCK,
                        table,
                        "This role lacks SELECT: not even a plan is possible.",
                        cure);
            case "USAGE" ->
                new Finding(
                        "privilege", Severity.BLOCK, table, "This role lacks USAGE on the schema of the table.", cure);
            case "UPDATE" ->
                new Finding(
                        "privilege",
                        Severity.WARN,
                        table,
                        "This role lacks UPDATE, which locking its rows needs.",
                        cure);
            default -> new Finding("privilege", Severity.WARN, table, "This role lacks " + right + ".", cure);
        };
    }
}
