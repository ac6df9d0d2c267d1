package dev.coppice.cli.internal.lifecycle;

import static dev.coppice.testkit.PostgresTest.Isolation.DATABASE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.cli.internal.command.CommandRun;
import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A backup made by hand, brought back or removed, and a later look at a certificate, by a process that is ended by
 * {@code kill -9} at a moment that the database shows; then by a second one.
 */
@PostgresTest(DATABASE)
class BackupKilledTest {
    private static final String CREATE = "backup create graph kg1 --reason monthly --json";
    private static final String RESTORE = "backup restore 1 --reason paid --json";
    private static final String EXPIRE = "backup expire --execute --json";
    private static final String LOOK = "sensor run probe-certificates --execute --json";

    // language=SQL
    private static final String BACKUPS = "SELECT string_agg(id || ' ' || state, ', ' ORDER BY id) FROM coppice.backup";

    // language=SQL
    private static final String LOOKS = """
            SELECT string_agg(coalesce(outcome, 'none'), ' ' ORDER BY certificate_id)
                || (SELECT count(*) FROM coppice.certificate WHERE revoked_at IS NOT NULL)
            FROM coppice.certificate_probe WHERE ordinal = 1
            """;

    private final TestDatabase database;
    private Household house;

    @TempDir
    Path folder;

    BackupKilledTest(TestDatabase database) {
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

    @ParameterizedTest
    @ValueSource(strings = {"UPDATE ON coppice.backup", "INSERT ON coppice.audit"})
    void a_backup_whose_process_died_is_none_and_the_next_removes_what_it_wrote(String moment) throws Exception {
        stopAt(moment);
        house.killAtTheGate(CREATE);
        assertThat(house.one(BACKUPS)).isEqualTo("1 writing");
        assertThat(archives()).isEqualTo(1);
        for (var use : new String[] {"verify 1 --reason look", "restore 1 --reason paid"}) {
            assertThat(house.run("backup " + use).err()).contains("backup.not-completed");
        }

        done(CREATE);

        assertThat(house.one(BACKUPS)).isEqualTo("1 failed, 2 completed");
        assertThat(archives()).isEqualTo(1);
        done("backup verify 2 --reason look");
    }

    @Test
    void what_a_dead_process_wrote_of_a_backup_goes_with_those_that_expire() throws Exception {
        stopAt("UPDATE ON coppice.backup");
        house.killAtTheGate(CREATE);
        done(EXPIRE);
        assertThat(house.one(BACKUPS)).isEqualTo("1 failed");
        assertThat(archives()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"INSERT ON app.document", "UPDATE OF status ON app.graph"})
    void a_restore_whose_process_died_is_done_by_the_next_as_if_there_had_been_none(String moment) throws Exception {
        var before = household();
        done("deprovision graph kg1 --execute --json");
        var gone = household();
        stopAt(moment);
        house.killAtTheGate(RESTORE);
        assertThat(household()).isEqualTo(gone);

        done(RESTORE);

        assertThat(household()).isEqualTo(before);
        assertThat(folder.resolve("objects/files/kg1/two")).hasContent("two");
        assertThat(house.one("SELECT count(*) FROM coppice.audit WHERE action = 'backup.restored'"))
                .isEqualTo("2");
    }

    @Test
    void a_backup_that_was_about_to_expire_is_whole_when_its_process_dies_before() throws Exception {
        isOver();
        stopAt("UPDATE ON coppice.backup");
        house.killAtTheGate(EXPIRE);
        assertThat(house.one(BACKUPS)).isEqualTo("1 completed");
        assertThat(archives()).isEqualTo(1);
        done("backup verify 1 --reason look");

        done(EXPIRE);
        erased();
    }

    @Test
    void a_backup_whose_objects_are_gone_is_none_though_its_process_died_before_it_said_so() throws Exception {
        isOver();
        stopAt("UPDATE ON coppice.backup FOR EACH ROW WHEN (new.state = 'expired')");
        house.killAtTheGate(EXPIRE);
        assertThat(house.one(BACKUPS)).isEqualTo("1 expiring");
        assertThat(archives()).isZero();
        assertThat(house.one("SELECT string_agg(DISTINCT state, ' ') FROM coppice.resource_state"))
                .isEqualTo("deprovisioned");
        assertThat(house.run(RESTORE).err()).contains("backup.expired");

        done(EXPIRE);
        erased();
    }

    @Test
    void a_later_look_whose_process_died_has_not_been() throws Exception {
        lookIsDue();
        stopAt("UPDATE ON coppice.certificate_probe");
        house.killAtTheGate(LOOK);
        assertThat(house.one(LOOKS)).isEqualTo("none none0");

        done(LOOK);
        assertThat(house.one(LOOKS)).isEqualTo("nothing nothing0");
    }

    @Test
    void what_a_later_look_found_is_believed_with_what_follows_from_it_or_not_at_all() throws Exception {
        lookIsDue();
        Files.writeString(
                Files.createDirectories(folder.resolve("objects/files/kg1")).resolve("back"), "back");
        stopAt("UPDATE ON coppice.certificate");
        house.killAtTheGate(LOOK);
        assertThat(house.one(LOOKS)).contains("none").endsWith("0");

        done(LOOK);
        assertThat(house.one(LOOKS)).contains("nothing").contains("found").endsWith("1");
    }

    private void stopAt(String moment) {
        var each = moment.contains("FOR EACH ROW") ? "" : " FOR EACH ROW";
        database.execute("CREATE TRIGGER a_stop BEFORE " + moment + each + " EXECUTE FUNCTION app.stop()");
    }

    private void isOver() {
        done("deprovision graph kg1 --execute --json");
        database.execute("UPDATE coppice.backup SET expires_at = now() - interval '1 h'");
    }

    private void erased() throws IOException {
        assertThat(house.one(BACKUPS)).isEqualTo("1 expired");
        assertThat(archives()).isZero();
        assertThat(house.one("SELECT string_agg(DISTINCT state, ' ') FROM coppice.resource_state"))
                .isEqualTo("erased");
    }

    private void lookIsDue() {
        done("deprovision graph kg1 --execute --json");
        database.execute("UPDATE coppice.certificate_probe SET due_at = now() - interval '1 s' WHERE ordinal = 1");
    }

    private CommandRun done(String words) {
        var run = house.run(words);
        assertThat(run.exitCode()).as(run.out() + run.err()).isZero();
        return run;
    }

    /** What a restore brings back of the database. */
    private String household() {
        return house.one("""
                SELECT concat_ws(' | ',
                    (SELECT string_agg(concat_ws(' ', graph_id, status, deleted_at), ', ' ORDER BY graph_id) FROM app.graph),
                    (SELECT string_agg(id || body, ', ' ORDER BY id) FROM app.document),
                    (SELECT string_agg(connection_id, ', ' ORDER BY connection_id) FROM app.connection),
                    (SELECT string_agg(nspname, ', ' ORDER BY nspname) FROM pg_namespace WHERE nspname LIKE 'tenant%'))
                """);
    }

    /** How many archives have a file in the store of backups. */
    private long archives() throws IOException {
        try (var files = Files.walk(folder.resolve("backups"))) {
            return files.filter(Files::isRegularFile)
                    .map(file -> folder.resolve("backups").relativize(file))
                    .filter(file -> file.getNameCount() > 1)
                    .map(file -> file.getName(0))
                    .distinct()
                    .count();
        }
    }
}
