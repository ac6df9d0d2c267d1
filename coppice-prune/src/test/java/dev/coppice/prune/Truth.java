package dev.coppice.prune;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.archive.Archive;
import dev.coppice.archive.ArchiveStores;
import dev.coppice.archive.FrameContent.Kind;
import dev.coppice.archive.LoadTarget;
import dev.coppice.testkit.TestDatabase;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/**
 * What really happened, found out without the engine: every table of a schema is copied before, and compared afterwards with
 * what lives, what lies in the archive and what the ledger says.
 */
final class Truth {
    private final TestDatabase db;
    private final String schema;
    private final List<String> tables = new ArrayList<>();

    private Truth(TestDatabase db, String schema) {
        this.db = db;
        this.schema = schema;
    }

    /** Copies all tables of a schema as they are now. */
    static Truth before(TestDatabase db, String schema) {
        var truth = new Truth(db, schema);
        truth.tables.addAll(truth.query("SELECT c.relname FROM pg_class AS c WHERE c.relnamespace = '" + schema
                + "'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition ORDER BY 1"));
        db.execute("DROP SCHEMA IF EXISTS before CASCADE; CREATE SCHEMA before");
        truth.tables.forEach(
                table -> db.execute("CREATE TABLE before." + table + " AS SELECT * FROM " + truth.from(table)));
        return truth;
    }

    /** Without an archive: what is gone is exactly what this query, run on the copies, says; per table. */
    Truth requireGone(String table, String expected) {
        assertThat(gone(table)).as("gone of " + table).isEqualTo(count(expected.replace("app.", "before.")));
        assertThat(count("SELECT count(*) FROM ((" + rows("before." + table) + ") INTERSECT ALL (" + rows(from(table))
                        + ")) AS x"))
                .as("untouched of " + table)
                .isEqualTo(count("SELECT count(*) FROM " + from(table)));
        return this;
    }

    /** How many rows of a table are gone. */
    long gone(String table) {
        return count("SELECT (SELECT count(*) FROM before." + table + ") - (SELECT count(*) FROM " + from(table) + ")");
    }

    /** Every row that was there lives or lies in the archive, once, as it was; and the other way round. */
    Truth requireConserved(Path folder, long... campaigns) {
        db.execute("DROP SCHEMA IF EXISTS archived CASCADE; CREATE SCHEMA archived;"
                + all(table -> "CREATE TABLE archived." + table + " AS SELECT * FROM before." + table
                        + " WHERE false; CREATE TABLE archived.edits_" + table + " AS SELECT * FROM before." + table
                        + " WHERE false; CREATE TABLE archived.lives_" + table + " AS SELECT * FROM " + from(table)));
        for (var campaign : campaigns) {
            load(folder, campaign);
        }
        for (var table : tables) {
            var whole = rows("archived.lives_" + table) + " UNION ALL " + rows("archived." + table);
            unedit(table);
            var before = rows("before." + table);
            assertThat(query("(" + before + " EXCEPT ALL (" + whole + "))"))
                    .as("lost of " + table)
                    .isEmpty();
            assertThat(query("((" + whole + ") EXCEPT ALL " + before + ")"))
                    .as("too much of " + table)
                    .isEmpty();
        }
        return this;
    }

    /** Every row is there again, as it was, and no other. */
    Truth requireAsBefore() {
        for (var table : tables) {
            var before = rows("before." + table);
            var now = rows(from(table));
            assertThat(query("(" + before + " EXCEPT ALL " + now + ") UNION ALL (" + now + " EXCEPT ALL " + before
                            + ")"))
                    .as("other rows of " + table)
                    .isEmpty();
        }
        return this;
    }

    /** The ledger says of every table what is gone of it. */
    Truth requireLedger() {
        var told = new TreeMap<String, Long>();
        query("SELECT table_name || ' ' || sum(rows_deleted) FROM coppice.campaign_table GROUP BY table_name")
                .forEach(line -> told.put(line.split(" ", -1)[0], Long.valueOf(line.split(" ", -1)[1])));
        var truth = new TreeMap<String, Long>();
        tables.forEach(table -> truth.put(table, gone(table)));
        truth.values().removeIf(count -> count == 0);
        told.values().removeIf(count -> count == 0);
        assertThat(told).as("ledger").isEqualTo(truth);
        assertThat(query("SELECT c.id::text FROM coppice.campaign AS c CROSS JOIN LATERAL (SELECT count(*) AS chunks,"
                        + " coalesce(sum(k.rows_deleted), 0) AS deleted, coalesce(sum(k.rows_edited), 0) AS edited,"
                        + " coalesce(sum(k.roots), 0) AS roots FROM coppice.campaign_chunk AS k WHERE k.campaign_id = c.id) AS k"
                        + " WHERE (c.chunks, c.rows_deleted, c.rows_edited, c.roots)"
                        + " IS DISTINCT FROM (k.chunks, k.deleted, k.edited, k.roots)"))
                .as("sums of chunks")
                .isEmpty();
        assertThat(
                        query(
                                "SELECT f.campaign_id::text FROM coppice.campaign_frame AS f JOIN coppice.campaign_segment AS s"
                                        + " USING (campaign_id, segment) GROUP BY f.campaign_id, s.table_schema, s.table_name"
                                        + " HAVING sum(f.rows) <> (SELECT t.rows_deleted + t.rows_edited FROM coppice.campaign_table AS t"
                                        + " WHERE (t.campaign_id, t.table_schema, t.table_name) = (f.campaign_id, s.table_schema, s.table_name))"))
                .as("rows of frames")
                .isEmpty();
        return this;
    }

    private void load(Path folder, long campaign) {
        try (var store = ArchiveStores.folder(folder);
                var connection = db.connect()) {
            connection.setAutoCommit(false);
            var archive = query("SELECT archive_id FROM coppice.campaign WHERE id = " + campaign);
            var reader = Archive.in(store, archive.getFirst()).read();
            for (var segment : reader.manifest().segments()) {
                for (var frame : segment.frames()) {
                    var edits = segment.content().kind() == Kind.EDITS ? "edits_" : "";
                    reader.load(
                            connection,
                            segment,
                            frame,
                            LoadTarget.of(segment.content())
                                    .in(
                                            "archived",
                                            edits + segment.content().table().name()));
                }
            }
            assertThat(reader.verify().problems()).isEmpty();
            connection.commit();
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        }
    }

    // The only edited table of these tests is app.audit, keyed by id.
    private void unedit(String table) {
        if (table.equals("audit")) {
            for (var relation : new String[] {"lives_audit", "audit"}) {
                db.execute("UPDATE archived." + relation
                        + " AS a SET session_id = e.session_id FROM archived.edits_audit AS e WHERE e.id = a.id");
            }
        }
    }

    /** Back to where it began, with an empty ledger. */
    void rewind() {
        var all = String.join(
                ", ", tables.stream().map(table -> schema + "." + table).toList());
        db.execute("TRUNCATE " + all + "; TRUNCATE coppice.campaign CASCADE; TRUNCATE coppice.lease");
        db.execute("SET session_replication_role = replica;"
                + all(table -> "INSERT INTO " + schema + "." + table + " OVERRIDING SYSTEM VALUE SELECT * FROM before."
                        + table));
    }

    private String all(UnaryOperator<String> statement) {
        return tables.stream().map(statement).collect(joining("; "));
    }

    private String from(String table) {
        return (inherited(table) ? "ONLY " : "") + schema + "." + table;
    }

    private boolean inherited(String table) {
        return count("SELECT count(*) FROM pg_class WHERE oid = '" + schema + "." + table
                        + "'::regclass AND relkind = 'r'")
                == 1;
    }

    private static String rows(String from) {
        return "SELECT t::text FROM " + from + " AS t";
    }

    private long count(String sql) {
        return Long.parseLong(query(sql).getFirst());
    }

    private List<String> query(String sql) {
        try (Connection connection = db.connect();
                var statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            var values = new ArrayList<String>();
            while (rows.next()) {
                values.add(String.valueOf(rows.getString(1)));
            }
            return values;
        } catch (SQLException failure) {
            throw new IllegalStateException(sql, failure);
        }
    }
}
