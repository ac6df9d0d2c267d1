package dev.coppice.cli.internal.lifecycle;

import static dev.coppice.testkit.PostgresTest.Isolation.DATABASE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.cli.internal.command.CommandProcess;
import dev.coppice.cli.internal.command.CommandRun;
import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.TestDatabase;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A teardown whose process is ended by {@code kill -9}, at a moment that the database or a service shows, and a second one. */
@PostgresTest(DATABASE)
class DeprovisionKilledTest {
    private static final String EXECUTE = "deprovision graph kg1 --execute --json";

    private static final String GONE = """
            kg1 deprovisioned t, kg1_a deprovisioned t, kg2 active f, sec active f
            documents kg2 kg2 kg2 sec sec sec
            connections kg2 sec
            schemas tenant_kg2
            kg1 succeeded 0 left, kg1_a succeeded 0 left
            backups 1 of 10 rows
            certified kg1 kg1_a
            buried kg1 kg1_a
            objects files/kg2/one files/kg2/two
            grants /bills/kg2 /grants/c-kg2""";

    // What came from destroying before there was a backup that had been read back.
    // language=SQL
    private static final String TOO_EARLY = """
            SELECT count(*) FROM coppice.operation_attempt AS a
            JOIN coppice.operation_step AS s ON s.operation_id = a.operation_id AND s.name = a.step
            WHERE s.destroys AND NOT EXISTS (
                SELECT FROM coppice.backup AS b WHERE b.verified_at <= a.intent_at)
            """;

    private final TestDatabase database;
    private Household house;

    @TempDir
    Path folder;

    DeprovisionKilledTest(TestDatabase database) {
        this.database = database;
    }

    @BeforeEach
    void settle() throws IOException {
        house = Household.in(database, folder);
    }

    @AfterEach
    void leave() {
        house.close();
    }

    @Test
    void nobody_is_killed() throws Exception {
        goneForGood(house.run(EXECUTE));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "fence              | BEFORE UPDATE OF deleted_at ON app.graph",
                "backup is verified | BEFORE UPDATE ON coppice.backup",
                "files are gone     | `BEFORE UPDATE ON coppice.operation_step FOR EACH ROW WHEN"
                        + " (new.name = 'remove-files' AND new.state IN ('done', 'already-done'))`",
                "status             | `BEFORE UPDATE OF status ON app.graph FOR EACH ROW WHEN"
                        + " (new.status = 'deprovisioned' AND new.graph_id = 'kg1')`",
                "certificate        | BEFORE INSERT ON coppice.certificate"
            })
    void a_second_process_ends_what_one_began_that_was_killed_at(String moment, String when) throws Exception {
        var each = when.contains("FOR EACH ROW") ? "" : " FOR EACH ROW";
        database.execute("CREATE TRIGGER stop " + when + each + " EXECUTE FUNCTION app.stop()");

        house.killAtTheGate(EXECUTE);

        goneForGood(house.run(EXECUTE));
    }

    @Test
    void the_drop_of_a_schema_that_was_cut_short_is_done_by_the_second() throws Exception {
        database.execute("CREATE EVENT TRIGGER stop ON sql_drop EXECUTE FUNCTION app.stop_drop()");

        house.killAtTheGate(EXECUTE);

        goneForGood(house.run(EXECUTE));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/grants/c-kg1", "/bills/kg1"})
    void a_service_that_did_its_work_and_whose_caller_died_is_not_made_to_do_it_again(String path) throws Exception {
        house.service().hold(path);
        try (var process = CommandProcess.start(database, folder, house.words(EXECUTE))) {
            house.service().awaitHeld();
            process.kill();
        }
        house.leasesRunOut();

        goneForGood(house.run(EXECUTE));
    }

    private void goneForGood(CommandRun last) throws IOException {
        assertThat(last.exitCode()).as(last.out() + last.err()).isZero();
        assertThat(last.json().at("/status").asString()).isIn("success", "already_deprovisioned");
        assertThat(house.state()).isEqualTo(GONE);
        assertThat(house.service().removals())
                .containsExactlyInAnyOrder("/grants/c-kg1", "/bills/kg1", "/grants/c-kg1_a", "/bills/kg1_a");
        assertThat(house.one(TOO_EARLY)).isEqualTo("0");
    }
}
