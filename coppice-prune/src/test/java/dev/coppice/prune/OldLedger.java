package dev.coppice.prune;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.control.CoppiceSchema;
import dev.coppice.testkit.TestDatabase;
import java.util.List;

/** The schema {@code coppice} as an earlier release left it: the tables of its version, with the rows that it would have had. */
final class OldLedger {
    private static final String TABLES =
            "SELECT c.relname FROM pg_class AS c WHERE c.relnamespace = 'coppice'::regnamespace AND c.relkind = 'r' ORDER BY 1";

    // Columns that both versions have and that nobody computes.
    private static final String COLUMNS =
            "SELECT string_agg(quote_ident(n.attname), ', ' ORDER BY n.attnum) FROM pg_attribute AS n"
                    + " JOIN pg_attribute AS l ON l.attname = n.attname AND l.attrelid = 'later.${table}'::regclass"
                    + " AND NOT l.attisdropped WHERE n.attrelid = 'coppice.${table}'::regclass AND n.attnum > 0"
                    + " AND NOT n.attisdropped AND n.attgenerated = ''";

    private static final String IDENTITIES =
            "SELECT attname FROM pg_attribute WHERE attrelid = 'coppice.${table}'::regclass AND attidentity <> ''";

    private OldLedger() {}

    /**
     * Puts what is in the newest schema into one of version 11: what came later is forgotten, and a worker's position is the
     * campaign's, as it was then.
     */
    static void ofVersionEleven(TestDatabase db) {
        db.execute("ALTER SCHEMA coppice RENAME TO later; CREATE SCHEMA coppice");
        CoppiceSchema.scripts().stream()
                .filter(script -> script.version() <= 11)
                .forEach(script -> db.execute(script.sql()));
        for (var table : new Database(db).list(TABLES)) {
            copy(db, table);
        }
        db.execute("UPDATE coppice.campaign AS c SET position = w.position FROM later.campaign_worker AS w"
                + " WHERE w.campaign_id = c.id AND w.worker = 1;"
                + " DROP SCHEMA later CASCADE");
        assertThat(new Database(db).list("SELECT obj_description('coppice'::regnamespace, 'pg_namespace')"))
                .isEqualTo(List.of("Coppice schema version 11"));
    }

    private static void copy(TestDatabase db, String table) {
        var columns = new Database(db).list(COLUMNS.replace("${table}", table)).getFirst();
        db.execute("SET session_replication_role = replica; DELETE FROM coppice." + table + "; INSERT INTO coppice."
                + table + " (" + columns + ") OVERRIDING SYSTEM VALUE SELECT " + columns + " FROM later." + table);
        for (var column : new Database(db).list(IDENTITIES.replace("${table}", table))) {
            db.execute("SELECT setval(pg_get_serial_sequence('coppice." + table + "', '" + column
                    + "'), coalesce((SELECT max(" + column + ") FROM coppice." + table + "), 0) + 1, false)");
        }
    }
}
