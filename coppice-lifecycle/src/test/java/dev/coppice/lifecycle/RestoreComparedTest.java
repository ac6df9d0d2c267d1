package dev.coppice.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.coppice.control.TableName;
import dev.coppice.lifecycle.Restored.Changed;
import dev.coppice.lifecycle.TeardownPlan.Blocker;
import dev.coppice.ops.CoppiceException;
import dev.coppice.testkit.FaultyDataSource;
import dev.coppice.testkit.PlannedFault;
import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.PostgresTest.Isolation;
import dev.coppice.testkit.TestDatabase;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What came back is compared once all of it is there and every trigger has fired. */
@PostgresTest(Isolation.DATABASE)
class RestoreComparedTest {
    @TempDir
    Path folder;

    private final TestDatabase db;
    private Returning world;

    RestoreComparedTest(TestDatabase db) {
        this.db = db;
        this.world = new Returning(db, Path.of(""));
    }

    @BeforeEach
    void gone() throws Exception {
        world = new Returning(db, folder);
        world.create();
        world.bury();
    }

    @AfterEach
    void close() throws Exception {
        world.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // The documents are back before the first note is, and the resource's row changes last.
                "AFTER INSERT ON app.note | at once | UPDATE app.document SET body = upper(body) WHERE id = 1 | app.document | 1 | body",
                "AFTER UPDATE ON app.graph | at once | UPDATE app.document SET body = 'x', size = 1 | app.document | 2 | body size twice",
                "AFTER INSERT ON app.document | deferred | UPDATE app.note SET text = 'x' | app.note | 2 | text",
                "AFTER UPDATE ON app.graph | at once | UPDATE tenant_g.node SET name = 'x' WHERE id = 2 | tenant_g.node | 1 | name",
                "AFTER UPDATE ON app.graph | at once | INSERT INTO app.history (graph_id) VALUES ('g') | app.history | 1 | none"
            })
    void rows_that_differ_once_all_triggers_have_fired_are_told(
            String event, String when, String act, String table, long rows, String columns) throws Exception {
        meddling(event, when, act);
        var restored = world.restore();
        var list = columns.equals("none") ? List.<String>of() : List.of(columns.split(" "));
        assertThat(restored.changedByTriggers()).containsExactly(Map.entry(table, new Changed(rows, list)));
        assertThat(restored.remarks())
                .singleElement()
                .asString()
                .contains(rows + (rows == 1 ? " row of " : " rows of ") + table);
        assertThat(world.one("SELECT status FROM app.graph WHERE id = 'g'")).isEqualTo("active");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "AFTER INSERT ON app.note | at once | DELETE FROM app.document WHERE id = 1",
                "AFTER UPDATE ON app.graph | at once | UPDATE app.document SET id = 71 WHERE id = 1",
                "AFTER UPDATE ON app.graph | at once | INSERT INTO app.document VALUES (71, 'g')",
                "AFTER UPDATE ON app.graph | at once | UPDATE app.document SET graph_id = 'other'",
                "AFTER INSERT ON app.document | deferred | DELETE FROM app.note",
                "AFTER INSERT ON app.document | deferred | DELETE FROM tenant_g.node WHERE id = 2",
                "AFTER INSERT ON app.document | deferred | UPDATE tenant_g.edge SET a = 7"
            })
    void rows_that_go_come_or_are_tied_to_others_at_the_end_refuse_all_of_it(String event, String when, String act) {
        meddling(event, when, act);
        assertThatExceptionOfType(CoppiceException.class)
                .isThrownBy(world::restore)
                .returns("backup.conflict", CoppiceException::code)
                .withMessageContaining(
                        act.contains("edge") ? "without a primary key nobody can tell" : "not under their keys");
        nothingCameBack();
    }

    @Test
    void what_is_deferred_and_fails_refuses_all_of_it_in_words() {
        meddling("AFTER INSERT ON app.document", "deferred", "INSERT INTO app.note (graph_id, after) VALUES ('x', 99)");
        db.execute("ALTER TABLE app.note ALTER CONSTRAINT note_after_fkey DEFERRABLE INITIALLY DEFERRED");
        assertThatExceptionOfType(CoppiceException.class)
                .isThrownBy(world::restore)
                .withMessageStartingWith("Backup " + world.backup() + " was not restored. A constraint or trigger that"
                        + " waits until all is back failed: the database refused a statement with SQLSTATE 23503.");
        nothingCameBack();
    }

    @Test
    void what_no_trigger_touches_comes_back_as_it_was_and_nothing_is_told() {
        var restored = world.restore();
        assertThat(restored.changedByTriggers()).isEmpty();
        assertThat(restored.remarks()).isEmpty();
        assertThat(world.one("SELECT string_agg(d::text, ' ' ORDER BY id) FROM app.document AS d"))
                .isEqualTo("(1,g,one,,) (2,g,two,2.51,5.02) (3,other,three,,)");
    }

    @Test
    void what_a_table_that_was_changed_makes_of_rows_is_told() {
        db.execute("""
                ALTER TABLE app.document DROP COLUMN twice;
                ALTER TABLE app.document ALTER COLUMN size TYPE numeric(6, 1);
                ALTER TABLE app.document ADD twice numeric GENERATED ALWAYS AS (size * 3) STORED;
                """);
        assertThat(world.restore().changedByTriggers())
                .containsExactly(Map.entry("app.document", new Changed(1, List.of("size", "twice"))));
        assertThat(world.one("SELECT size || ' ' || twice FROM app.document WHERE id = 2"))
                .isEqualTo("2.5 7.5");
    }

    @Test
    void the_trail_names_tables_and_columns_and_no_value() throws Exception {
        meddling("AFTER INSERT ON app.note", "at once", "UPDATE app.document SET body = 'secret' WHERE graph_id = 'g'");
        world.restore();
        assertThat(world.one("SELECT after_state FROM coppice.audit WHERE action = 'backup.restored'"))
                .isEqualToIgnoringWhitespace("""
                        {"backup": %d, "tables": ["app.document", "app.note", "tenant_g.*"],
                         "changedByTriggers": {"app.document": {"rows": 2, "columns": ["body"]}}}
                        """.formatted(world.backup()));
    }

    @Test
    void columns_that_a_table_has_got_since_take_their_defaults_and_are_told() {
        db.execute("""
                ALTER TABLE app.document ADD seen boolean, ADD kind text DEFAULT 'plain' NOT NULL;
                ALTER TABLE app.note ADD number int GENERATED ALWAYS AS IDENTITY;
                """);
        assertThat(world.plan().warnings()).hasSize(2);
        var restored = world.restore();
        assertThat(restored.changedByTriggers()).isEmpty();
        assertThat(restored.remarks())
                .containsExactly(
                        "Since the backup was taken, app.document has got columns that it does not know; rows that come"
                                + " back take their defaults: kind.",
                        "Since the backup was taken, app.note has got columns that it does not know; rows that come"
                                + " back take their defaults: number.");
        assertThat(world.one("SELECT string_agg(kind, ' ') FROM app.document WHERE graph_id = 'g'"))
                .isEqualTo("plain plain");
        assertThat(world.one("SELECT count(DISTINCT number) FROM app.note")).isEqualTo("3");
    }

    @Test
    void a_column_that_takes_no_null_and_has_no_default_is_refused_before_any_write() throws Exception {
        db.execute("DELETE FROM app.note; ALTER TABLE app.note ADD must int NOT NULL");
        meddling("AFTER INSERT ON app.document", "at once", "PERFORM 1 / 0");
        assertThat(world.plan().blockers()).extracting(Blocker::code).containsExactly("backup.table-changed");
        assertThatExceptionOfType(CoppiceException.class)
                .isThrownBy(world::restore)
                .withMessage(
                        "Backup " + world.backup() + " was not restored. Since it was taken, app.note has got columns"
                                + " that take no null and have no default: must. Nothing was changed. Give each a default for the"
                                + " rows that come back, by ALTER TABLE app.note ALTER COLUMN … SET DEFAULT …, and try again; it"
                                + " can be dropped afterwards.");
        db.execute("DROP TRIGGER meddle ON app.document; ALTER TABLE app.note ALTER COLUMN must SET DEFAULT 5");
        world.restore();
        assertThat(world.one("SELECT sum(must) FROM app.note")).isEqualTo("10");
    }

    @Test
    void a_trigger_may_fill_what_has_no_default() {
        db.execute("""
                DELETE FROM app.note;
                ALTER TABLE app.note ADD must int NOT NULL;
                CREATE FUNCTION app.fill() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN new.must = 7; RETURN new; END $$;
                CREATE TRIGGER fill BEFORE INSERT ON app.note FOR EACH ROW EXECUTE FUNCTION app.fill();
                """);
        assertThat(world.restore().changedByTriggers()).isEmpty();
        assertThat(world.one("SELECT sum(must) FROM app.note")).isEqualTo("14");
    }

    @Test
    void a_column_that_is_gone_is_refused_before_any_write() {
        db.execute("ALTER TABLE app.note DROP COLUMN text");
        assertThat(world.plan().blockers())
                .singleElement()
                .extracting(Blocker::message)
                .asString()
                .contains("The backup has columns that app.note has no more: text.");
        assertThatExceptionOfType(CoppiceException.class)
                .isThrownBy(world::restore)
                .returns("backup.table-changed", CoppiceException::code);
        nothingCameBack();
    }

    @Test
    void a_sequence_behind_the_keys_that_came_back_is_told_with_its_cure() {
        db.execute("SELECT setval('app.note_id_seq', 1)");
        var cure = "SELECT pg_catalog.setval('app.note_id_seq', (SELECT max(\"id\") FROM \"app\".\"note\"))";
        assertThat(world.restore().remarks())
                .containsExactly("Step delete-notes of graph g: sequence app.note_id_seq is behind what came back in"
                        + " app.note.id: new rows may meet its keys. Run " + cure + ";");
        db.execute(cure);
        assertThat(world.one("SELECT nextval('app.note_id_seq')")).isEqualTo("4");
    }

    @Test
    void a_plan_names_the_triggers_that_will_fire() throws Exception {
        meddling("AFTER INSERT ON app.document", "deferred", "PERFORM 1");
        db.execute("""
                CREATE TRIGGER either BEFORE INSERT OR UPDATE OF text ON app.note FOR EACH ROW EXECUTE FUNCTION app.meddle();
                CREATE TRIGGER stamp BEFORE UPDATE OF status ON app.graph FOR EACH ROW EXECUTE FUNCTION app.meddle();
                CREATE TRIGGER named BEFORE UPDATE OF id ON app.graph FOR EACH ROW EXECUTE FUNCTION app.meddle();
                CREATE TRIGGER off BEFORE INSERT ON app.note FOR EACH ROW EXECUTE FUNCTION app.meddle();
                ALTER TABLE app.note DISABLE TRIGGER off;
                CREATE TRIGGER unmeant BEFORE INSERT ON app.history FOR EACH ROW EXECUTE FUNCTION app.meddle();
                """);
        assertThat(world.plan().triggers())
                .containsExactly(
                        new RestorePlan.Trigger(TableName.parse("app.document"), "meddle", "app.meddle", true),
                        new RestorePlan.Trigger(TableName.parse("app.note"), "either", "app.meddle", false),
                        new RestorePlan.Trigger(TableName.parse("app.graph"), "stamp", "app.meddle", false));
    }

    @Test
    void a_connection_that_is_ended_between_the_last_step_and_the_comparison_leaves_nothing_half() throws Exception {
        meddling("AFTER INSERT ON app.document", "deferred", "PERFORM pg_terminate_backend(pg_backend_pid())");
        assertThatExceptionOfType(CoppiceException.class).isThrownBy(world::restore);
        nothingCameBack();
        db.execute("DROP TRIGGER meddle ON app.document");
        world.restore();
        assertThat(world.one("SELECT count(*) FROM app.document")).isEqualTo("3");
    }

    @Test
    void a_connection_lost_at_any_statement_of_the_comparison_leaves_nothing_half() throws Exception {
        meddling("AFTER INSERT ON app.note", "at once", "UPDATE app.document SET body = 'x' WHERE graph_id = 'g'");
        var counting = FaultyDataSource.over(db.dataSource());
        world.restore(counting);
        world.bury();
        var told = new ArrayList<String>();
        // From before the last step on to the last word in the trail, every third: those between are of the same sort.
        var statement = counting.statements() - 60;
        while (true) {
            var faulty = FaultyDataSource.over(db.dataSource());
            faulty.arm(PlannedFault.statement(statement));
            var error = catchThrowableOfType(CoppiceException.class, () -> world.restore(faulty));
            if (!faulty.met()) {
                break;
            }
            told.add(error.fault().changed());
            nothingCameBack();
            statement += 3;
        }
        assertThat(told).hasSizeGreaterThan(12).allMatch(changed -> changed.startsWith("Nothing "));
        assertThat(world.one("SELECT string_agg(body, ' ') FROM app.document WHERE graph_id = 'g'"))
                .isEqualTo("x x");
    }

    private void nothingCameBack() {
        assertThat(world.one("SELECT string_agg(id::text, ' ') FROM app.document"))
                .isEqualTo("3");
        assertThat(world.one("SELECT count(*) FROM app.note WHERE graph_id = 'g'"))
                .isEqualTo("0");
        assertThat(world.one("SELECT to_regnamespace('tenant_g')")).isEqualTo("null");
        assertThat(world.one("SELECT status FROM app.graph WHERE id = 'g'")).isEqualTo("deprovisioned");
        assertThat(world.one("SELECT count(*) FROM coppice.audit WHERE action = 'backup.restored' AND seq > "
                        + world.buriedAt()))
                .isEqualTo("0");
    }

    private void meddling(String event, String when, String act) {
        var deferred = when.equals("deferred");
        db.execute("""
                CREATE FUNCTION app.meddle() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN %s; RETURN new; END $$;
                CREATE %s TRIGGER meddle %s %s FOR EACH ROW EXECUTE FUNCTION app.meddle();
                """.formatted(
                        act, deferred ? "CONSTRAINT" : "", event, deferred ? "DEFERRABLE INITIALLY DEFERRED" : ""));
    }
}
