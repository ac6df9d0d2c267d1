package dev.coppice.prune.internal.plan;

import dev.coppice.prune.internal.read.Sql;

/** Whether there are holds that this role can see: a plan needs neither schema {@code coppice} nor a right on it. */
final class HoldsSeen {
    // language=SQL
    private static final String QUERY = """
            SELECT 1
            FROM pg_catalog.pg_class AS c
            JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
            WHERE n.nspname = 'coppice' AND c.relname = 'hold'
                AND has_schema_privilege(n.oid, 'USAGE') AND has_table_privilege(c.oid, 'SELECT')
            """;

    private HoldsSeen() {}

    static boolean in(Sql sql) {
        return !sql.list(QUERY, row -> true).isEmpty();
    }
}
