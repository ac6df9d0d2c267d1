package dev.coppice.cli.internal.demo;

import static dev.coppice.testkit.PostgresTest.Isolation.DATABASE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.cli.internal.Look;
import dev.coppice.cli.internal.connect.Credentials;
import dev.coppice.cli.internal.serving.Parts;
import dev.coppice.testkit.ExpectedLog;
import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.TestDatabase;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.event.Level;

/** What a demonstration says of a database that does not do what is claimed. */
@PostgresTest(DATABASE)
class PlayTest {
    private final List<String> told = new ArrayList<>();
    private final TestDatabase database;

    @TempDir
    Path folder;

    PlayTest(TestDatabase database) {
        this.database = database;
    }

    @Test
    void a_row_that_goes_another_way_is_noticed_by_each_check_it_breaks() throws Exception {
        var thief = new Interlude("DELETE FROM app.usage_sample WHERE ctid = (SELECT max(ctid) FROM app.usage_sample)");
        var scenes = List.of(
                new Doctor(),
                new Pruning(),
                thief,
                new KilledCampaign(),
                new Verifying(),
                new Querying(),
                new Restoring());

        assertThat(unheld(scenes))
                .as("%s", told)
                .containsExactly("verify.row-by-row", "restore.row-by-row", "restore.fingerprint");
        assertThat(told).contains("       NOT HELD verify.row-by-row: expected 0, found 1");
    }

    @Test
    void what_is_lost_or_lingers_around_a_teardown_is_noticed() throws Exception {
        var meddler = new Interlude("""
                CREATE TABLE app.kept AS SELECT * FROM app.graph_schema;
                DELETE FROM app.graph_schema;
                CREATE FUNCTION app.meddle() RETURNS trigger LANGUAGE plpgsql AS $$
                BEGIN
                    INSERT INTO app.graph_schema SELECT * FROM app.kept WHERE graph_id = NEW.graph_id;
                    DELETE FROM app.access_decision WHERE graph_id <> NEW.graph_id;
                    RETURN NEW;
                END $$;
                CREATE TRIGGER meddle AFTER UPDATE OF status ON app.graph FOR EACH ROW
                    WHEN (NEW.status = 'deprovisioned') EXECUTE FUNCTION app.meddle();
                """);

        assertThat(unheld(List.of(meddler, new Deprovisioning())))
                .contains("deprovision.its-rows-are-gone", "deprovision.its-neighbours-keep-everything");
    }

    @Test
    @ExpectedLog(value = Level.ERROR, containing = "broke off")
    void a_scene_that_breaks_off_is_the_last_and_does_not_hold() throws Exception {
        var broken = new Interlude("SELECT 1 / 0");

        assertThat(unheld(List.of(broken, new Doctor()))).containsExactly("interlude.is-played-to-its-end");
        assertThat(told).noneMatch(line -> line.contains("doctor"));
    }

    private List<String> unheld(List<Scene> scenes) throws Exception {
        try (var parts = new Parts()) {
            var credentials = new Credentials(database.url(), database.user(), database.password());
            var stage = Stage.in(credentials, folder, parts);
            return new Play(scenes, Look.PLAIN, told::add, () -> false)
                    .on(stage).stream()
                            .filter(check -> !check.held())
                            .map(Check::name)
                            .toList();
        }
    }

    /** Somebody else does something between two scenes. */
    private record Interlude(String sql) implements Scene {
        @Override
        public String name() {
            return "interlude";
        }

        @Override
        public String claim() {
            return "somebody else is at work";
        }

        @Override
        public Played play(Stage stage) throws SQLException {
            stage.truth().execute(sql);
            return new Played("done", List.of());
        }
    }
}
