package dev.coppice.cli.internal.lifecycle;

import static dev.coppice.testkit.PostgresTest.Isolation.DATABASE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.cli.internal.command.CommandRun;
import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A tenant from suspension to the restore of its backup, by commands alone. */
@PostgresTest(DATABASE)
class DeprovisionCommandTest {
    private final TestDatabase database;
    private String config = "";

    @TempDir
    Path folder;

    DeprovisionCommandTest(TestDatabase database) {
        this.database = database;
    }

    @BeforeEach
    void settle() {
        Tenants.settle(database);
        config = Tenants.config(folder, "", "");
        run("schema migrate");
    }

    @Test
    void a_tenant_is_suspended_taken_down_proved_gone_and_brought_back() throws Exception {
        var key = folder.resolve("coppice.key");
        var pem =
                CommandRun.of("certificate", "key", key.toString(), "--create").out();
        var publicKey = Files.writeString(folder.resolve("coppice.pub"), pem);
        config = Tenants.config(folder, "", "certificates: { key-file: " + key + " }\n");

        assertThat(run("resource suspend graph kg1 --reason unpaid --json")
                        .json()
                        .at("/state")
                        .asString())
                .isEqualTo("suspended");
        assertThat(run("resource list --status suspended --json")
                        .json()
                        .at("/items")
                        .valueStream())
                .extracting(item -> item.at("/id").asString())
                .containsExactly("kg1", "kg1_a");

        var plan = run("deprovision graph kg1 --json");
        assertThat(plan.exitCode()).as(plan.err()).isZero();
        assertThat(plan.json().at("/status").asString()).isEqualTo("planned");
        assertThat(plan.json().at("/operation").isNull()).isTrue();
        assertThat(plan.json().at("/plan/children/0").asString()).isEqualTo("kg1_a");
        assertThat(one("SELECT count(*) FROM coppice.operation")).isEqualTo("0");

        var done = run("deprovision graph kg1 --execute --json --approve "
                + plan.json().at("/plan/hash").asString());
        assertThat(done.exitCode()).as(done.out() + done.err()).isZero();
        assertThat(done.json().at("/status").asString()).isEqualTo("success");
        assertThat(done.json().at("/resource").asString()).isEqualTo("kg1");
        assertThat(done.json().at("/previousStatus").asString()).isEqualTo("suspended");
        assertThat(done.json().at("/backup/created").asBoolean()).isTrue();
        assertThat(done.json().at("/databaseDeleted").asBoolean()).isTrue();
        assertThat(done.json().at("/recordsCleaned").asBoolean()).isTrue();
        assertThat(done.json().at("/children/torn").asInt()).isEqualTo(1);
        assertThat(done.json().at("/children/failed").asInt()).isZero();
        assertThat(one("SELECT count(*) || ' ' || min(graph_id) FROM app.document WHERE graph_id <> 'sec'"))
                .isEqualTo("3 kg2");
        assertThat(one("SELECT to_regnamespace('tenant_kg1')")).isEqualTo("null");

        var operation = done.json().at("/operation").asString();
        assertThat(run("operation show " + operation).out())
                .contains("drop-tenant-schema", "certificate show " + operation);
        assertThat(run("operation list --resource kg1 --json")
                        .json()
                        .at("/items/0/status")
                        .asString())
                .isEqualTo("success");
        var certificate = Files.writeString(
                folder.resolve("gone.json"),
                run("certificate show " + operation + " --document").out());
        assertThat(run("certificate list --json").json().at("/items").valueStream())
                .extracting(item -> item.at("/resource").asString())
                .containsExactly("kg1", "kg1_a");
        assertThat(run("certificate list --limit 1 --json --next "
                                + run("certificate list --limit 1 --json")
                                        .json()
                                        .at("/next")
                                        .asString())
                        .json()
                        .at("/items/0/resource")
                        .asString())
                .isEqualTo("kg1_a");
        assertThat(run("certificate list graph kg1").out()).contains("graph kg1 ");
        assertThat(CommandRun.of(
                        "certificate", "verify", certificate.toString(), "--key", publicKey.toString(), "--json"))
                .returns(0, CommandRun::exitCode)
                .extracting(verified -> verified.json().at("/genuine").asBoolean())
                .isEqualTo(true);
        Files.writeString(certificate, Files.readString(certificate).replace("kg1", "kg9"));
        assertThat(CommandRun.of("certificate", "verify", certificate.toString(), "--key", publicKey.toString())
                        .exitCode())
                .isEqualTo(1);

        var backup = done.json().at("/backup/backup").asString();
        assertThat(run("backup list graph kg1 --json")
                        .json()
                        .at("/items/0/backup")
                        .asString())
                .isEqualTo(backup);
        assertThat(run("backup verify " + backup + " --json").json().at("/ok").asBoolean())
                .isTrue();
        var zip = folder.resolve("kg1.zip");
        assertThat(run("backup download " + backup + " --out " + zip).exitCode())
                .isZero();
        assertThat(zip).isNotEmptyFile();
        assertThat(run("backup download " + backup + " --out " + zip).exitCode())
                .isEqualTo(3);
        var brings = run("backup restore " + backup + " --dry-run --json").json();
        assertThat(brings.at("/status").asString()).isEqualTo("planned");
        assertThat(brings.at("/parts").valueStream())
                .extracting(part -> part.at("/resource").asString())
                .contains("kg1", "kg1_a");
        assertThat(run("backup restore " + backup + " --dry-run").out())
                .contains("Nothing was changed.", "--reason TEXT");
        assertThat(one("SELECT to_regnamespace('tenant_kg1')")).isEqualTo("null");
        assertThat(run("backup restore " + backup).exitCode()).isEqualTo(2);
        database.execute("""
                CREATE FUNCTION app.shout() RETURNS trigger LANGUAGE plpgsql AS
                    $$ BEGIN new.body = upper(new.body); RETURN new; END $$;
                CREATE TRIGGER shout BEFORE INSERT ON app.document FOR EACH ROW EXECUTE FUNCTION app.shout();
                """);
        var fires = run("backup restore " + backup + " --dry-run");
        assertThat(fires.exitCode()).isZero();
        assertThat(fires.out()).contains("These triggers fire", "app.document", "shout", "app.shout", "at once");
        assertThat(run("backup restore " + backup + " --dry-run --json")
                        .json()
                        .at("/triggers")
                        .toString())
                .isEqualTo(
                        "[{\"table\":\"app.document\",\"name\":\"shout\",\"function\":\"app.shout\",\"deferred\":false}]");
        var restored = run("backup restore " + backup + " --reason paid --json");
        assertThat(restored.exitCode()).as(restored.err()).isEqualTo(4);
        assertThat(restored.json().at("/restored").isEmpty()).isFalse();
        assertThat(restored.json().at("/changedByTriggers").toString())
                .isEqualTo("{\"app.document\":{\"rows\":6,\"columns\":[\"body\"]}}");
        assertThat(restored.json().at("/remarks/0").asString())
                .startsWith("Step delete-documents of graph kg1")
                .endsWith(
                        ": 3 rows of app.document are other than saved, by a trigger, another step or a change of the table, in body."
                                + " The backup has them as they were.");
        assertThat(one("SELECT count(*) FROM app.document WHERE graph_id LIKE 'kg1%'"))
                .isEqualTo("6");
        assertThat(one("SELECT string_agg(name, ' ' ORDER BY id) FROM tenant_kg1.node"))
                .isEqualTo("one two");
    }

    @Test
    void a_restore_that_is_not_as_saved_ends_with_4_and_says_which_rows() {
        assertThat(run("deprovision graph kg2 --execute").exitCode()).isZero();
        database.execute("""
                CREATE FUNCTION app.shout() RETURNS trigger LANGUAGE plpgsql AS
                    $$ BEGIN UPDATE app.document SET body = 'x' WHERE graph_id = 'kg2'; RETURN new; END $$;
                CREATE TRIGGER shout AFTER UPDATE ON app.graph FOR EACH ROW EXECUTE FUNCTION app.shout();
                """);
        var restored = run("backup restore " + one("SELECT max(id) FROM coppice.backup") + " --reason paid");
        assertThat(restored.exitCode()).as(restored.err()).isEqualTo(4);
        assertThat(restored.out().replaceAll("\\s+", " "))
                .contains("but not as it was saved: 3 rows differ:")
                .contains("3 rows of app.document are other than saved", "in body.");
    }

    @Test
    void defect_s_what_may_not_go_is_refused_before_any_write_with_its_reason() {
        assertThat(run("hold add kg2 --kind graph --reason audit").out()).isEqualTo("Hold 1 is in force: graph kg2.\n");

        for (var line : List.of(
                "deprovision graph sec --execute | rejected | resource.protected",
                "deprovision graph nobody --execute | not_found | resource.not-found",
                "deprovision tree kg1 --execute | not_found | kind.unknown",
                "deprovision graph kg2 --execute | blocked | resource.held",
                "deprovision graph kg1 --execute --approve 0123456789abcdef | rejected | plan.other")) {
            var parts = line.split(" \\| ", -1);
            refused(parts[0], parts[1], parts[2]);
        }
    }

    private void refused(String words, String status, String code) {
        var refused = run(words + " --json");

        assertThat(refused.exitCode()).as(refused.out() + refused.err()).isEqualTo(3);
        assertThat(refused.json().at("/status").asString()).isEqualTo(status);
        assertThat(refused.json().at("/error/code").asString()).isEqualTo(code);
        assertThat(refused.err()).contains("coppice: " + code + "\n");
        assertThat(one("SELECT count(*) FROM coppice.operation")).isEqualTo("0");
        assertThat(one("SELECT count(*) FROM app.graph WHERE deleted_at IS NOT NULL"))
                .isEqualTo("0");
    }

    @Test
    void what_cannot_be_is_a_misuse() {
        for (var line : List.of(
                "deprovision graph | Missing required parameter: 'ID'.",
                "deprovision graph kg1 --skip-backup | --skip-backup and --beyond-limits need --reason, which is kept.",
                "certificate list graph | Missing required parameter: 'ID'.",
                "backup restore 1 | It needs --reason, which is kept, or --dry-run.",
                "operation show one | 'one' is not a number.",
                "operation retry 1 | Missing required option: '--reason=TEXT'.",
                "resource suspend graph kg1 | Missing required option: '--reason=TEXT'.",
                "sensor run nobody | NAME must be one of",
                "resource list --status gone | Invalid value for option '--status'")) {
            var parts = line.split(" \\| ", -1);
            misused(parts[0], parts[1]);
        }
    }

    private void misused(String words, String sentence) {
        assertThat(run(words))
                .returns(2, CommandRun::exitCode)
                .extracting(CommandRun::err)
                .asString()
                .contains(sentence);
    }

    @Test
    void what_is_not_there_or_not_in_a_state_for_it_is_refused() {
        for (var line : List.of(
                "operation show 9 | operation.not-found",
                "operation explain 9 | operation.not-found",
                "operation watch 9 | operation.not-found",
                "operation cancel 9 --reason x | operation.not-found",
                "operation resolve 9 a --reason x | operation.not-found",
                "backup verify 9 | backup.not-found",
                "backup restore 9 --dry-run | backup.not-found",
                "certificate show 9 | certificate.not-found",
                "resource show graph nobody | resource.not-found",
                "resource suspend graph sec --reason x | resource.protected",
                "resource reactivate graph kg1 --reason x | resource.illegal-transition")) {
            var parts = line.split(" \\| ", -1);
            notThere(parts[0], parts[1]);
        }
    }

    @Test
    void a_hold_on_what_is_not_there_is_refused() {
        notThere("hold add --kind graph kg9 --reason audit", "resource.not-found");
        notThere("hold add --kind tree kg1 --reason audit", "kind.unknown");
        assertThat(one("SELECT count(*) FROM coppice.hold")).isEqualTo("0");
    }

    private void notThere(String words, String code) {
        assertThat(run(words))
                .returns(3, CommandRun::exitCode)
                .extracting(CommandRun::err)
                .asString()
                .contains("coppice: " + code + "\n");
    }

    @Test
    void a_teardown_that_waits_says_why_and_can_be_called_off() throws SQLException {
        try (var open = database.connect()) {
            open.setAutoCommit(false);
            open.createStatement().execute("SELECT count(*) FROM app.document");

            var waiting = run("deprovision graph kg1 --execute --json");

            assertThat(waiting.exitCode()).as(waiting.out()).isEqualTo(3);
            assertThat(waiting.json().at("/status").asString()).isEqualTo("blocked");
            var operation = waiting.json().at("/operation").asString();
            var explained = run("operation explain " + operation + " --json").json();
            assertThat(explained.at("/conditions").valueStream())
                    .extracting(condition -> condition.at("/code").asString())
                    .contains("quiesce.transactions-open");
            assertThat(run("operation explain " + operation).out()).contains("quiesce.transactions-open");
            var cancelled = run("operation cancel " + operation + " --reason mistaken --json");
            assertThat(cancelled.exitCode()).isZero();
            assertThat(cancelled.json().at("/run/state").asString()).isEqualTo("cancelled");
        }
        assertThat(one("SELECT string_agg(DISTINCT status, ' ') FROM app.graph"))
                .isEqualTo("active");
        assertThat(one("SELECT count(*) FROM app.graph WHERE deleted_at IS NOT NULL"))
                .isEqualTo("0");
    }

    @Test
    void a_row_that_came_after_the_backup_has_another_taken_at_once() {
        database.execute("CREATE FUNCTION app.late() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
                + " INSERT INTO app.document (graph_id, body) VALUES ('kg2', 'late'); RETURN NEW; END $$;"
                + " CREATE TRIGGER late AFTER UPDATE ON coppice.backup"
                + " FOR EACH ROW WHEN (NEW.id = 1 AND OLD.state = 'writing') EXECUTE FUNCTION app.late()");

        var torn = run("deprovision graph kg2 --execute --json");

        assertThat(torn.exitCode()).as(torn.out() + torn.err()).isZero();
        assertThat(torn.json().at("/backup/together").toString()).isEqualTo("[2,1]");
        assertThat(one("SELECT count(*) FROM app.document WHERE graph_id = 'kg2'"))
                .isEqualTo("0");
    }

    @Test
    void an_error_on_the_way_is_told_beside_the_operation_that_goes_on() {
        database.execute("CREATE FUNCTION app.busy() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
                + " RAISE EXCEPTION 'busy' USING ERRCODE = '55P03'; END $$;"
                + " CREATE TRIGGER busy BEFORE INSERT ON coppice.operation_attempt"
                + " FOR EACH ROW EXECUTE FUNCTION app.busy()");

        var stopped = run("deprovision graph kg2 --execute --json");

        assertThat(stopped.exitCode()).as(stopped.out() + stopped.err()).isEqualTo(3);
        assertThat(stopped.json().at("/operation").asLong()).isPositive();
        assertThat(stopped.json().at("/status").asString()).isEqualTo("running");
        assertThat(stopped.err()).contains("coppice: database.lock-timeout");
    }

    @Test
    void defect_n_a_teardown_that_is_only_begun_is_carried_on_by_the_sensors() {
        var begun = run("deprovision graph kg2 --execute --detach --json");
        assertThat(begun.exitCode()).as(begun.err()).isZero();
        assertThat(begun.json().at("/status").asString()).isEqualTo("running");

        assertThat(run("operation watch " + begun.json().at("/operation").asString() + " --idle 1s"))
                .as("nothing was destroyed")
                .returns(3, CommandRun::exitCode);
        var looked = run("sensor run");
        assertThat(looked.out()).contains("continue-operations: would take up 1.", "--execute");
        assertThat(one("SELECT count(*) FROM coppice.operation WHERE finished_at IS NULL"))
                .isEqualTo("1");
        assertThat(one("SELECT count(*) FROM coppice.sensor_run")).isEqualTo("0");

        run("sensor run --execute");

        assertThat(run("operation watch " + begun.json().at("/operation").asString() + " --json"))
                .returns(0, CommandRun::exitCode)
                .extracting(watched -> watched.json().at("/status").asString())
                .isEqualTo("success");
        assertThat(run("sensor list --json").json().at("/items").valueStream())
                .allSatisfy(
                        sensor -> assertThat(sensor.at("/startedAt").isNull()).isFalse());
        assertThat(run("deprovision graph kg2 --execute --json"))
                .returns(0, CommandRun::exitCode)
                .extracting(again -> again.json().at("/status").asString())
                .isEqualTo("already_deprovisioned");
    }

    @Test
    void what_is_told_of_backups_stays_true_when_their_time_is_over() {
        for (var graph : List.of("kg1", "kg2")) {
            run("deprovision graph " + graph + " --execute");
        }
        run("hold add --kind graph kg2 --reason audit");
        database.execute("UPDATE coppice.backup SET expires_at = now() - interval '1 h'");

        var expired = run("backup expire --execute --json").json();

        assertThat(expired.at("/expired").asInt()).isEqualTo(1);
        assertThat(expired.at("/items").valueStream())
                .extracting(item -> item.at("/id").asString())
                .containsExactly("kg1");
        var shown = run("operation list --resource kg1 --json").json().at("/items/0/operation");
        var document = run("operation show " + shown.asString() + " --json").json();
        assertThat(document.at("/backup/created").asBoolean()).isTrue();
        assertThat(document.at("/backup/together").size()).isEqualTo(1);
    }

    @Test
    void what_is_back_and_may_not_go_ends_with_3() {
        run("deprovision graph kg2 --execute");
        database.execute("INSERT INTO app.document (graph_id, body) VALUES ('kg2', 'back')");
        assertThat(run("resurrection check").exitCode()).isEqualTo(3);
        run("hold add --kind graph kg2 --reason audit");

        var refused = run("resurrection check --execute --json");

        assertThat(refused.exitCode()).as(refused.out()).isEqualTo(3);
        assertThat(refused.json().at("/refused/0/code").asString()).isEqualTo("resource.held");
        run("hold release 1 --reason over");
        assertThat(run("resurrection check --execute").exitCode()).isZero();
    }

    @Test
    void what_two_people_must_sign_runs_when_they_have() {
        config = Tenants.config(folder, "    approvals: 2\n", "");
        var plan = run("deprovision graph kg2 --json");
        assertThat(plan.exitCode()).as(plan.out()).isZero();
        assertThat(plan.json().at("/status").asString()).isEqualTo("planned");
        var hash = plan.json().at("/plan/hash").asString();

        assertThat(run("deprovision graph kg2 --execute").err()).contains("coppice: approval.missing");
        assertThat(run("deprovision graph kg2").out()).contains("Two people approve it:");
        assertThat(run("deprovision approve graph kg2 " + hash + " --reason checked --actor ana --json")
                        .json()
                        .at("/complete")
                        .asBoolean())
                .isFalse();
        assertThat(run("deprovision graph kg2").out())
                .contains(
                        "Another person approves it:",
                        "signed by 1 of 2: ana",
                        "deprovision approve graph kg2 " + hash);
        run("deprovision approve graph kg2 " + hash + " --reason checked --actor ben");
        assertThat(run("deprovision graph kg2").out()).contains("To execute it:");

        assertThat(run("deprovision graph kg2 --execute").exitCode()).isZero();
    }

    @Test
    void one_signature_is_given_with_a_reason_and_for_one_teardown() {
        config = Tenants.config(folder, "    approvals: 1\n", "");
        var planned = run("deprovision graph kg2 --json").json();
        var execute = "deprovision graph kg2 --execute --approve "
                + planned.at("/plan/hash").asString();

        assertThat(run("deprovision graph kg2").out()).contains("To sign and execute it:", "--reason TEXT");
        misused(execute, "--approve signs the plan here and needs --reason");
        assertThat(run(execute + " --detach --reason unpaid").exitCode()).isZero();
        assertThat(run(execute + " --detach --reason again").exitCode()).isZero();
        assertThat(one("SELECT count(*) FROM coppice.approval")).isEqualTo("1");
    }

    @Test
    void a_server_does_not_start_on_kinds_that_do_not_fit_and_says_all_that_is_wrong() throws IOException {
        var file = Path.of(config);
        Files.writeString(
                file,
                Files.readString(file)
                        .replace("status: status", "status: state")
                        .replace("tier: tier", "tier: level"));

        assertThat(run("serve"))
                .returns(3, CommandRun::exitCode)
                .extracting(CommandRun::err)
                .asString()
                .contains("coppice: kind.invalid", "kinds.graph.status", "kinds.graph.tier");
    }

    @Test
    void kinds_that_cannot_be_are_refused_before_the_schema_is_made() throws IOException {
        var file = Path.of(config);
        var good = Files.readString(file);
        database.execute("DROP SCHEMA coppice CASCADE");
        for (var line : List.of(
                "must not wait for each other in a circle | schema: \"tenant_{graph_id}\", barrier: true |"
                        + " schema: \"tenant_{graph_id}\", after: [delete-documents]",
                "delete-nothing is none | schema: \"tenant_{graph_id}\", barrier: true |"
                        + " schema: \"tenant_{graph_id}\", after: [delete-nothing]")) {
            var parts = line.split(" \\| ?", -1);
            Files.writeString(file, good.replace(parts[1], parts[2]));
            assertThat(run("deprovision graph kg1 --execute"))
                    .returns(3, CommandRun::exitCode)
                    .extracting(CommandRun::err)
                    .asString()
                    .contains("coppice: kind.invalid", parts[0].strip());
        }
        assertThat(one("SELECT to_regnamespace('coppice')")).isEqualTo("null");
    }

    @Test
    void a_backup_that_its_store_cannot_take_is_refused_before_any_write() throws IOException {
        Files.writeString(folder.resolve("backups"), "a file, where a folder would have to be");

        assertThat(run("backup create graph kg2"))
                .returns(3, CommandRun::exitCode)
                .extracting(CommandRun::err)
                .asString()
                .contains("coppice: backup.store-unusable");
        assertThat(one("SELECT count(*) FROM coppice.backup")).isEqualTo("0");
    }

    @Test
    void that_nothing_is_kept_is_said_aloud_and_kept_in_the_answer() {
        var done = run("deprovision graph kg2 --execute --skip-backup --reason trusted --json");

        assertThat(done.exitCode()).as(done.err()).isZero();
        assertThat(done.json().at("/backup/created").asBoolean()).isFalse();
        assertThat(done.json().at("/backup/waivedReason").asString()).isEqualTo("trusted");
        assertThat(run("backup list graph kg2").out()).isEqualTo("There is no backup of it.\n");
    }

    @Test
    void analytics_and_a_look_at_one_resource_say_what_it_uses() {
        var shown = run("resource show graph kg1 --json").json();

        assertThat(shown.at("/resource/tier").asString()).isEqualTo("standard");
        assertThat(shown.at("/children/0").asString()).isEqualTo("kg1_a");
        assertThat(shown.at("/storage/items").asLong()).isGreaterThanOrEqualTo(5);
        assertThat(shown.at("/storage/steps").valueStream())
                .filteredOn(seen -> seen.at("/step").asString().equals("drop-tenant-schema"))
                .singleElement()
                .satisfies(seen -> assertThat(seen.at("/bytes").asLong()).isPositive());
        assertThat(run("resource show graph kg1").out()).containsPattern("drop-tenant-schema +\\d+ +[\\d.]+ KiB");
        assertThat(run("resource show graph sec").out()).contains("resource.protected");
        assertThat(run("resource analytics --json").json().at("/items").valueStream())
                .extracting(tier -> tier.at("/tier").asString() + " "
                        + tier.at("/resources").asInt())
                .contains("standard 2", "large 1");
    }

    private CommandRun run(String words) {
        return CommandRun.on(
                database,
                Stream.concat(Arrays.stream(words.split(" ", -1)), Stream.of("--config", config))
                        .toArray(String[]::new));
    }

    private String one(String query) {
        try (var connection = database.connect();
                var statement = connection.createStatement();
                var rows = statement.executeQuery(query)) {
            return rows.next() ? String.valueOf(rows.getString(1)) : "nothing";
        } catch (SQLException failure) {
            throw new AssertionError(failure);
        }
    }
}
