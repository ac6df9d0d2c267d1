package dev.coppice.cli.internal.lifecycle;

import static dev.coppice.testkit.PostgresTest.Isolation.DATABASE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.cli.internal.command.CommandProcess;
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

/** The commands that stand around a teardown: before it, while it does not end, after it. */
@PostgresTest(DATABASE)
class LifecycleCommandsTest {
    private static final String SCHEMAS = "SELECT string_agg(nspname, ' ' ORDER BY nspname) FROM pg_namespace";

    private final TestDatabase database;
    private Household house;

    @TempDir
    Path folder;

    LifecycleCommandsTest(TestDatabase database) {
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
    void a_backup_is_drilled_and_expires_but_not_while_a_hold_binds_it() throws IOException {
        var backup = done("deprovision graph kg2 --execute --json")
                .json()
                .at("/backup/backup")
                .asString();
        var schemas = house.one(SCHEMAS);

        var drilled = done("backup drill " + backup + " --json").json();
        assertThat(drilled.at("/ok").asBoolean()).isTrue();
        assertThat(drilled.at("/rows").asInt()).isPositive();
        assertThat(drilled.at("/objects").asInt()).isEqualTo(2);
        assertThat(house.one("SELECT drilled_at IS NOT NULL FROM coppice.backup"))
                .isEqualTo("t");
        assertThat(house.one(SCHEMAS)).isEqualTo(schemas);

        assertThat(done("backup expire").out()).isEqualTo("No backup is over its time.\n");
        database.execute("UPDATE coppice.backup SET expires_at = now() - interval '1 h'");
        assertThat(done("backup expire --json").json().at("/items/0/backup").asString())
                .isEqualTo(backup);
        var hold = done("hold add kg2 --kind graph --reason audit --json");
        assertThat(done("backup expire --execute --json").json().at("/expired").asInt())
                .isZero();
        assertThat(done("backup verify " + backup).out()).contains("all is as it was saved");
        done("hold release " + hold.json().at("/id").asString() + " --reason over");

        assertThat(done("backup expire --execute").out()).isEqualTo("1 backup is gone.\n");

        assertThat(stored()).containsExactly("coppice.store");
        assertThat(done("resource show graph kg2 --json")
                        .json()
                        .at("/resource/state")
                        .asString())
                .isEqualTo("erased");
        refused("backup drill " + backup, "backup.expired");
        refused("backup restore " + backup + " --reason late", "backup.expired");
    }

    @Test
    void an_object_that_no_backup_knows_is_listed_and_left_alone() throws IOException {
        done("backup create graph kg2");
        assertThat(done("backup orphans").out()).isEqualTo("Every object belongs to a backup.\n");
        var orphan = Files.createDirectories(folder.resolve("backups/backup-of-nobody"));
        Files.writeString(orphan.resolve("frame"), "left by somebody");

        assertThat(done("backup orphans --kind graph --json").json().at("/items"))
                .singleElement()
                .returns("backup-of-nobody/frame", item -> item.asString());
        assertThat(orphan.resolve("frame")).exists();
    }

    @Test
    void what_came_back_with_an_older_copy_is_found_and_disposed_of() throws IOException {
        done("deprovision graph kg2 --execute");
        assertThat(done("resurrection check").out()).isEqualTo("Nothing that was torn down is back.\n");
        database.execute("INSERT INTO app.document (graph_id, body) VALUES ('kg2', 'back')");

        var found = house.run("resurrection check --json");

        assertThat(found.exitCode()).isEqualTo(3);
        assertThat(found.json().at("/items/0/resource").asString()).isEqualTo("kg2");
        assertThat(found.json().at("/items/0/found").toString()).contains("delete-documents");
        assertThat(found.json().at("/operations")).isEmpty();
        assertThat(house.one("SELECT count(*) FROM coppice.operation")).isEqualTo("1");

        var begun = done("resurrection check --execute --json").json();
        assertThat(begun.at("/operations")).hasSize(1);
        done("operation watch " + carriedOn(begun.at("/operations/0/operation").asString()));
        assertThat(house.one("SELECT count(*) FROM app.document WHERE graph_id = 'kg2'"))
                .isEqualTo("0");
        done("resurrection check");

        Files.move(folder.resolve("backups"), folder.resolve("unmounted"));
        var unread = house.run("resurrection check --execute");
        assertThat(unread.exitCode()).isEqualTo(4);
        assertThat(unread.out()).contains("The tombstones of kind graph could not be read: ");
    }

    @Test
    void a_parked_teardown_is_retried_resolved_and_where_nothing_waits_for_a_step_abandoned() throws IOException {
        bestEffort("tell-billing");
        house.service().fail(true);
        var operation = parked();

        assertThat(done("operation explain " + operation).out()).contains("revoke-grants is parked", "http.failed");
        refused("operation abandon " + operation + " revoke-grants --reason tired", "operation.step-holds-others");
        refused("operation resolve " + operation + " revoke-grants --reason hope", "operation.still-there");
        refused("operation resolve " + operation + " no-such --reason hope", "operation.unknown-step");
        assertThat(done("operation retry " + operation + " --reason again --json")
                        .json()
                        .at("/run/state")
                        .asString())
                .isEqualTo("running");
        house.service().removeByHand("/grants/c-kg2");
        done("operation resolve " + operation + " revoke-grants --reason by-hand");

        assertThat(house.run("deprovision graph kg2 --execute").exitCode()).isEqualTo(4);
        done("operation abandon " + operation + " tell-billing --reason closed");

        assertThat(done("operation show " + operation + " --json")
                        .json()
                        .at("/status")
                        .asString())
                .isEqualTo("partial");
        refused("operation abandon " + operation + " tell-billing --reason closed", "operation.ended");
        refused("operation retry " + operation + " --reason again", "operation.ended");
        assertThat(
                        house.one(
                                "SELECT string_agg(action, ' ' ORDER BY seq) FROM coppice.audit WHERE action LIKE 'operation%'"))
                .contains(
                        "operation.parked operation.abandon-refused",
                        "operation.step-resolved",
                        "operation.step-abandoned");
    }

    @Test
    void sensors_that_are_named_look_once_and_say_what_they_did_and_why() {
        database.execute("UPDATE app.graph SET ends_at = now() - interval '8 days' WHERE graph_id = 'kg2'");

        var suspended = done("sensor run suspend-expired --execute --json").json();
        assertThat(suspended.at("/items")).hasSize(1);
        assertThat(suspended.at("/items/0/decisions/0/subject").asString()).isEqualTo("kg2");
        assertThat(suspended.at("/items/0/decisions/0/message").asString()).isNotBlank();
        assertThat(done("sensor run suspend-expired --execute --json")
                        .json()
                        .at("/items/0/acted")
                        .asInt())
                .isZero();
        assertThat(done("sensor run deprovision-due --execute").out()).contains("graph kg2", "due.retained");
        database.execute("UPDATE coppice.resource_state SET suspended_at = suspended_at - interval '8 days'");
        assertThat(done("sensor run deprovision-due --execute --json")
                        .json()
                        .at("/items/0/acted")
                        .asInt())
                .isEqualTo(1);

        done("operation watch " + carriedOn("1"));

        assertThat(done("sensor run suspend-expired deprovision-due --execute").out())
                .startsWith("suspend-expired: acted on 0, left 0.");
        assertThat(house.one("SELECT string_agg(action, ' ' ORDER BY seq) FROM coppice.audit"
                        + " WHERE subject = 'graph kg2' AND action <> 'operation.retried'"))
                .isEqualTo("resource.suspended teardown.begun backup.made teardown.no-return resource.deprovisioned"
                        + " operation.ended");
    }

    @Test
    void on_a_terminal_the_id_is_typed_or_nothing_begins() throws Exception {
        var before = house.state();
        try (var process = asked()) {
            process.types("kg2");
            assertThat(process.ended()).isEqualTo(3);
        }
        assertThat(house.state()).isEqualTo(before);
        assertThat(house.one("SELECT count(*) FROM coppice.operation")).isEqualTo("0");

        try (var process = asked()) {
            process.types("kg1");
            assertThat(process.ended()).isZero();
        }
        assertThat(house.state()).contains("kg1 deprovisioned");
    }

    /** At the question, with the plan before it. */
    private CommandProcess asked() throws IOException {
        var process = CommandProcess.atTerminal(database, folder, house.words("deprovision graph kg1 --execute"));
        assertThat(process.saidUntil("revoke-grants")).contains("drop-tenant-schema");
        return process;
    }

    /** Until it has ended; a look may find a transaction of its own making open. */
    private String carriedOn(String operation) {
        for (var look = 0;
                look < 20
                        && house.one("SELECT finished_at FROM coppice.operation WHERE id = " + operation)
                                .equals("null");
                look++) {
            done("operation retry " + operation + " --reason now");
            done("sensor run continue-operations --execute");
        }
        return operation;
    }

    /** After a first try, and a last one: those between are as good as made. */
    private String parked() {
        house.run("deprovision graph kg2 --execute");
        database.execute("UPDATE coppice.operation_step SET attempts = 7 WHERE name = 'revoke-grants'");
        var last = house.run("deprovision graph kg2 --execute --json");
        assertThat(last.exitCode()).isEqualTo(4);
        assertThat(house.one("SELECT state FROM coppice.operation")).isEqualTo("parked");
        return last.json().at("/operation").asString();
    }

    private void bestEffort(String step) throws IOException {
        var file = folder.resolve("coppice.yaml");
        Files.writeString(
                file,
                Files.readString(file).replace("{ name: " + step + ",", "{ name: " + step + ", best-effort: true,"));
    }

    private String[] stored() throws IOException {
        try (var files = Files.walk(folder.resolve("backups"))) {
            return files.filter(Files::isRegularFile)
                    .map(file -> file.getFileName().toString())
                    .toArray(String[]::new);
        }
    }

    private CommandRun done(String words) {
        var run = house.run(words);
        assertThat(run.exitCode()).as(words + "\n" + run.out() + run.err()).isZero();
        return run;
    }

    private void refused(String words, String code) {
        var run = house.run(words);
        assertThat(run.err()).contains("coppice: " + code + "\n");
        assertThat(run.exitCode()).isEqualTo(3);
    }
}
