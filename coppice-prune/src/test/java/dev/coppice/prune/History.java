package dev.coppice.prune;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.archive.Archive;
import dev.coppice.archive.ArchiveStores;
import dev.coppice.archive.FrameContent.Kind;
import dev.coppice.archive.LoadTarget;
import dev.coppice.testkit.TestDatabase;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;

/**
 * What happened to each row of the shop while others wrote to it, told by triggers of its own and without the engine. Rows
 * that a campaign has removed are those that no session named {@code hostile} did.
 */
final class History {
    private static final List<String> FIRST = List.of("session", "event", "step", "audit", "grants");

    // Times as text in the zone of the tests' sessions, whatever the zone of the session that writes.
    // language=SQL
    private static final String BEGIN = """
            CREATE SCHEMA history;
            CREATE SEQUENCE history.seq;
            CREATE TABLE history.entry (
                seq bigint PRIMARY KEY DEFAULT nextval('history.seq'),
                who text NOT NULL DEFAULT current_setting('application_name'),
                tx text NOT NULL DEFAULT pg_current_xact_id()::text,
                tbl text NOT NULL,
                op text NOT NULL,
                old jsonb,
                new jsonb
            );
            CREATE TABLE history.held (hold bigint, tbl text, key text, since bigint NOT NULL, until bigint);
            CREATE FUNCTION history.tell() RETURNS trigger LANGUAGE plpgsql SET timezone = 'Australia/Lord_Howe' AS $$
            BEGIN
                INSERT INTO history.entry (tbl, op, old, new)
                VALUES (
                    TG_TABLE_NAME, TG_OP,
                    CASE WHEN TG_OP <> 'INSERT' THEN to_jsonb(old) END,
                    CASE WHEN TG_OP <> 'DELETE' THEN to_jsonb(new) END
                );
                RETURN NULL;
            END $$;
            CREATE VIEW history.gone AS SELECT * FROM history.entry WHERE op = 'DELETE' AND who <> 'hostile';
            CREATE VIEW history.edited AS SELECT * FROM history.entry WHERE op = 'UPDATE' AND who <> 'hostile';
            CREATE VIEW history.parted AS
                SELECT root_key[1] AS id FROM coppice.campaign_root WHERE drained > 0;
            """;

    private final TestDatabase db;
    private final String seed;

    private History(TestDatabase db, String seed) {
        this.db = db;
        this.seed = seed;
    }

    /** Begins to listen; {@code seed} is told when something is wrong. */
    static History begin(TestDatabase db, String seed) {
        db.execute(BEGIN);
        FIRST.forEach(table -> db.execute(listening(table)));
        return new History(db, seed);
    }

    /** The statement by which it listens to one more table. */
    static String listening(String table) {
        return "CREATE TRIGGER tell AFTER INSERT OR UPDATE OR DELETE ON app." + table
                + " FOR EACH ROW EXECUTE FUNCTION history.tell()";
    }

    /** Archive and ledger tell of what was removed, all of it might go, and all that may go is gone. */
    void requireTrue(Path folder) {
        conserved(folder);
        righteous();
        counted();
        none(
                "eligible rows left",
                "SELECT s.id::text FROM app.session AS s WHERE s.status = 'ENDED' AND s.ended_at < now() - interval '90 days'"
                        + " AND NOT EXISTS (SELECT FROM coppice.hold AS h WHERE h.released_at IS NULL AND (h.row_key IS NULL"
                        + " OR h.row_key[1] = s.id::text OR EXISTS (SELECT FROM app.event AS e WHERE e.session_id = s.id"
                        + " AND e.id::text = h.row_key[1])))");
    }

    private void conserved(Path folder) {
        db.execute("CREATE SCHEMA archived");
        var tables = tables();
        tables.forEach(table -> db.execute("CREATE TABLE archived." + table + " AS SELECT * FROM app." + table
                + " WHERE false; CREATE TABLE archived.edits_" + table + " AS SELECT * FROM app." + table
                + " WHERE false"));
        new Database(db)
                .list("SELECT archive_id FROM coppice.campaign WHERE chunks > 0")
                .forEach(archive -> load(folder, archive));
        // A column that came later is null in what is loaded, and was none of an older row.
        for (var table : tables) {
            var kept = "SELECT jsonb_strip_nulls(to_jsonb(t)) FROM archived." + table + " AS t";
            var gone = "SELECT jsonb_strip_nulls(old) FROM history.gone WHERE tbl = '" + table + "'";
            none("gone of " + table + " and not archived", gone + " EXCEPT ALL " + kept);
            none("archived of " + table + " and not gone", kept + " EXCEPT ALL " + gone);
        }
        var kept = "SELECT to_jsonb(t) FROM archived.edits_audit AS t";
        var edited = "SELECT old FROM history.edited WHERE tbl = 'audit'";
        none("edited and not archived", edited + " EXCEPT ALL " + kept);
        none("archived and not edited", kept + " EXCEPT ALL " + edited);
        none(
                "edited without need",
                "SELECT tbl FROM history.edited WHERE tbl <> 'audit' OR new ->> 'session_id' IS NOT NULL");
    }

    private List<String> tables() {
        return new Database(db).list("SELECT tablename::text FROM pg_tables WHERE schemaname = 'app' ORDER BY 1");
    }

    private void righteous() {
        none(
                "gone and not eligible",
                "SELECT old FROM history.gone WHERE tbl = 'session' AND NOT (old ->> 'status' = 'ENDED'"
                        + " AND (old ->> 'ended_at')::timestamptz < (SELECT max(horizon_at) FROM coppice.campaign))");
        none(
                "gone and held",
                "SELECT g.tbl || ' ' || g.old FROM history.gone AS g JOIN history.held AS h ON h.tbl = g.tbl"
                        + " AND (h.key IS NULL OR h.key = g.old ->> 'id') AND g.seq > h.since"
                        + " AND (h.until IS NULL OR g.seq < h.until)");
        orphans("event", "session", "session_id");
        orphans("grants", "session", "entity_id");
        orphans("step", "event", "event_id");
        orphans("mark", "event", "event_id");
        none(
                "grants of others",
                "SELECT old FROM history.gone WHERE tbl = 'grants' AND old ->> 'entity_type' <> 'session'");
    }

    /** Whatever went below a parent went because the parent did, then or, where it is heavy, later. */
    private void orphans(String child, String parent, String column) {
        none(
                child + " gone without its " + parent,
                "SELECT g.old FROM history.gone AS g WHERE g.tbl = '" + child
                        + "' AND NOT EXISTS (SELECT FROM history.gone AS p WHERE p.tbl = '" + parent
                        + "' AND p.old ->> 'id' = g.old ->> '" + column + "')"
                        + " AND NOT EXISTS (SELECT FROM history.parted AS p WHERE p.id = g.old ->> '" + column + "')");
    }

    private void counted() {
        none(
                "ledger",
                "SELECT * FROM (SELECT tbl, count(*) FILTER (WHERE op = 'DELETE') AS d, count(*) FILTER (WHERE op = 'UPDATE')"
                        + " AS u FROM history.entry WHERE who <> 'hostile' GROUP BY tbl) AS h FULL JOIN (SELECT table_name AS"
                        + " tbl, sum(rows_deleted) AS d, sum(rows_edited) AS u FROM coppice.campaign_table GROUP BY 1) AS l"
                        + " USING (tbl) WHERE (h.d, h.u) IS DISTINCT FROM (l.d, l.u) AND coalesce(l.d, 0) + coalesce(l.u, 0)"
                        + " + coalesce(h.d, 0) + coalesce(h.u, 0) > 0");
    }

    private void load(Path folder, String archive) {
        try (var store = ArchiveStores.folder(folder);
                var connection = db.connect()) {
            connection.setAutoCommit(false);
            var reader = Archive.in(store, archive).read();
            for (var segment : reader.manifest().segments()) {
                for (var frame : segment.frames()) {
                    var edits = segment.content().kind() == Kind.EDITS ? "edits_" : "";
                    var into = edits + segment.content().table().name();
                    reader.load(
                            connection,
                            segment,
                            frame,
                            LoadTarget.of(segment.content()).in("archived", into));
                }
            }
            assertThat(reader.verify().problems()).as(seed).isEmpty();
            connection.commit();
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        }
    }

    private void none(String what, String query) {
        assertThat(new Database(db).list("SELECT x::text FROM (" + query + ") AS x"))
                .as(what + ", seed " + seed)
                .isEmpty();
    }
}
