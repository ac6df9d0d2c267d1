package dev.coppice.prune;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.testkit.TestDatabase;
import java.util.ArrayList;
import java.util.List;

/** All tables of some schemas as they were, to be compared with what is there later, value by value. */
final class Copies {
    private final Database db;
    private final List<String> tables = new ArrayList<>();

    private Copies(Database db) {
        this.db = db;
    }

    static Copies of(TestDatabase database, String... schemas) {
        var copies = new Copies(new Database(database));
        database.execute("DROP SCHEMA IF EXISTS copied CASCADE; CREATE SCHEMA copied");
        for (var schema : schemas) {
            copies.tables.addAll(
                    copies.db.list("SELECT quote_ident(n.nspname) || '.' || quote_ident(c.relname) FROM pg_class AS c"
                            + " JOIN pg_namespace AS n ON n.oid = c.relnamespace"
                            + " WHERE n.nspname = '" + schema
                            + "' AND c.relkind IN ('r', 'p') AND NOT c.relispartition"));
        }
        for (var table : copies.tables) {
            database.execute(
                    "CREATE TABLE " + copies.copy(table) + " AS SELECT t::text AS line FROM " + table + " AS t");
        }
        return copies;
    }

    /** Every table holds what it held, no row more and no row less. */
    void requireBack() {
        for (var table : tables) {
            requireSame(table, copy(table));
        }
    }

    /** The same of one table. */
    void requireBack(String table) {
        requireSame(table, copy(table));
    }

    /** How many rows of all tables are gone. */
    long gone() {
        return tables.stream().mapToLong(table -> gone(table)).sum();
    }

    long gone(String table) {
        return Long.parseLong(
                db.list("SELECT (SELECT count(*) FROM " + copy(table) + ") - (SELECT count(*) FROM " + table + ")")
                        .getFirst());
    }

    /** A table of another schema holds what the campaign took of this one. */
    void requireElsewhere(String table, String elsewhere) {
        var taken = "(SELECT line FROM " + copy(table) + " EXCEPT ALL SELECT t::text FROM " + table + " AS t)";
        assertThat(db.list("SELECT x.line FROM (" + taken + " EXCEPT ALL SELECT t::text FROM " + elsewhere
                        + " AS t) AS x"))
                .isEmpty();
        assertThat(db.list("SELECT x.line FROM (SELECT t::text AS line FROM " + elsewhere + " AS t EXCEPT ALL " + taken
                        + ") AS x"))
                .isEmpty();
    }

    private void requireSame(String table, String copy) {
        assertThat(db.list("SELECT line FROM " + copy + " EXCEPT ALL SELECT t::text FROM " + table + " AS t"))
                .as("lost of " + table)
                .isEmpty();
        assertThat(db.list("SELECT t::text FROM " + table + " AS t EXCEPT ALL SELECT line FROM " + copy))
                .as("too much of " + table)
                .isEmpty();
    }

    private String copy(String table) {
        return "copied.\"" + table.replace("\"", "'") + '"';
    }
}
