package dev.coppice.cli.internal.erasure;

import static dev.coppice.testkit.PostgresTest.Isolation.DATABASE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.cli.internal.command.CommandRun;
import dev.coppice.control.CoppiceSchema;
import dev.coppice.lifecycle.SigningKeyFile;
import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@PostgresTest(DATABASE)
class EraseCommandTest {
    // language=SQL
    private static final String TABLES = """
        CREATE SCHEMA app;
        CREATE TABLE app.person (id bigint PRIMARY KEY, email text NOT NULL);
        CREATE TABLE app.login (id int PRIMARY KEY, person_id bigint NOT NULL REFERENCES app.person);
        CREATE TABLE app.invoice (id int PRIMARY KEY, person_id bigint REFERENCES app.person, customer text);
        CREATE TABLE app.device (shop int, n int, PRIMARY KEY (shop, n));
        CREATE INDEX ON app.login (person_id);
        CREATE INDEX ON app.invoice (person_id);
        INSERT INTO app.person VALUES (471100471, 'mia'), (2, 'bob');
        INSERT INTO app.login VALUES (1, 471100471), (2, 471100471), (3, 2);
        INSERT INTO app.invoice VALUES (1, 471100471, 'Mia');
        INSERT INTO app.device VALUES (7, 1), (7, 2);
        """;

    private static final String MAPS = """
        subjects:
          person:
            table: app.person
            tables:
              - { table: app.login }
              - { table: app.invoice, action: keep, reason: tax }
            approvals: APPROVALS
            brakes: { oldest-snapshot: off }
          device: { table: app.device, brakes: { oldest-snapshot: off } }
        """;

    private final TestDatabase database;

    @TempDir
    Path folder;

    EraseCommandTest(TestDatabase database) {
        this.database = database;
    }

    @BeforeEach
    void tables() throws IOException {
        database.execute(CoppiceSchema.script());
        database.execute(TABLES);
        declare(MAPS.replace("APPROVALS", "0"));
    }

    @Test
    void a_subject_is_shown_erased_and_proved() throws IOException {
        SigningKeyFile.create(folder.resolve("signing"));
        Files.writeString(
                folder.resolve("key.pub"),
                SigningKeyFile.at(folder.resolve("signing")).publicPem());
        declare(MAPS.replace("APPROVALS", "0") + "certificates: { key-file: " + folder.resolve("signing") + " }\n");

        var plan = run("erase", "--subject", "app.person:471100471");
        assertThat(plan.exitCode()).as(plan.err()).isZero();
        assertThat(plan.out())
                .startsWith("Plan ")
                .contains("of erasing one subject \"person\".\n")
                .containsPattern("app.login +2 +deleted +app.login \\(person_id\\)")
                .containsPattern("app.invoice +1 +kept: tax; emptied: person_id")
                .doesNotContain("471100471");
        assertThat(run("erase", "--subject", "person:471100471", "--json")
                        .json()
                        .at("/blocked")
                        .asBoolean())
                .isFalse();

        var erased =
                run("erase", "--subject", "person:471100471", "--execute", "--reason", "request 118", "--actor", "ann");
        assertThat(erased.exitCode()).as(erased.err()).isZero();
        assertThat(erased.out())
                .startsWith(
                        "Erasure 1 of a subject \"person\": SUCCEEDED. Everything that the map deletes is gone.\nIts"
                                + " campaign is 1.\n\nIts receipt:  coppice erase receipt 1");
        assertThat(run("erase", "list").out()).contains("person", "SUCCEEDED", "request 118");
        assertThat(run("erase", "show", "--subject", "person:471100471").out()).contains("Erasure 1 of a subject");
        assertThat(run("erase", "show", "--subject", "person:2").out())
                .isEqualTo("No erasure of this subject is recorded.\n");
        assertThat(run("erase", "show", "1", "--json").json().at("/state").asString())
                .isEqualTo("SUCCEEDED");

        var receipt = run("erase", "receipt", "1", "--document");
        Files.writeString(folder.resolve("receipt"), receipt.out());
        assertThat(receipt.out()).doesNotContain("471100471");
        assertThat(verified("receipt"))
                .returns(0, CommandRun::exitCode)
                .returns("The receipt is genuine.\n", CommandRun::out);
        Files.writeString(folder.resolve("forged"), receipt.out().replace("request 118", "request 119"));
        assertThat(verified("forged").exitCode()).isEqualTo(1);
        assertThat(run("erase", "receipt", "1").out()).contains("\nSigned with key ");
    }

    @Test
    void what_stands_in_the_way_ends_with_three() {
        assertThat(run("hold", "add", "app.login", "2", "--reason", "case 7").exitCode())
                .isZero();
        var plan = run("erase", "--subject", "person:471100471");
        assertThat(plan.exitCode()).isEqualTo(3);
        assertThat(plan.out()).contains("Held by hold 1 on app.login: case 7");
        assertThat(run("erase", "--subject", "person:471100471", "--execute", "--reason", "r"))
                .returns(3, CommandRun::exitCode)
                .extracting(CommandRun::err)
                .asString()
                .contains("coppice: erasure.held");
        assertThat(run("erase", "--subject", "person:5").exitCode()).isEqualTo(3);
        assertThat(run("erase", "receipt", "9").exitCode()).isEqualTo(3);
        assertThat(run("erase", "show", "9").exitCode()).isEqualTo(3);
    }

    @Test
    void one_approval_is_given_apart_and_by_naming_the_hash() throws IOException {
        declare(MAPS.replace("APPROVALS", "1"));
        var hash = run("erase", "--subject", "person:471100471", "--json")
                .json()
                .at("/hash")
                .asString();
        assertThat(run("erase", "--subject", "person:471100471", "--execute", "--reason", "r")
                        .err())
                .contains("approval.missing");
        assertThat(run("erase", "approve", hash, "--subject", "person:471100471", "--reason", "looked at it")
                        .out())
                .startsWith("Plan " + hash + " is approved by ");
        assertThat(run("erase", "--subject", "person:471100471", "--execute", "--reason", "r")
                        .exitCode())
                .isZero();
        var other = run("erase", "--subject", "person:2", "--json")
                .json()
                .at("/hash")
                .asString();
        assertThat(run("erase", "--subject", "person:2", "--execute", "--approve", other, "--reason", "r")
                        .exitCode())
                .isZero();
    }

    @Test
    void a_longer_key_goes_on_behind_the_option_and_a_map_is_checked() throws IOException {
        assertThat(run("erase", "2", "--subject", "device:7", "--execute", "--reason", "r")
                        .exitCode())
                .isZero();
        assertThat(run("erase", "check").out()).isEqualTo("All 2 kinds of subjects fit the database.\n");
        database.execute("CREATE TABLE app.note (person_id bigint NOT NULL REFERENCES app.person)");
        assertThat(run("erase", "check"))
                .returns(3, CommandRun::exitCode)
                .extracting(CommandRun::out)
                .asString()
                .contains("Add to tables:  - { table: app.note, action: delete }");
        declare("subjects: {}\n");
        assertThat(run("erase", "check").out())
                .isEqualTo("No kind of subject is declared under subjects: in coppice.yaml.\n");
    }

    @Test
    void no_words_do_anything_but_end_with_two() {
        Stream.of(
                        List.of("--subject", "person"),
                        List.of("--subject", ":1"),
                        List.of("--subject", "person:"),
                        List.of("--subject", "nobody:1"),
                        List.of("--subject", "person:x"),
                        List.of("--subject", "person:1 OR 1=1"),
                        List.of("--subject", "person:'; DROP TABLE app.person; --"),
                        List.of("--subject", "person:471100471", "9"),
                        List.of("--subject", "device:7"),
                        List.of("--subject", "person:99999999999999999999999"),
                        List.of("--subject", "person:471100471", "--execute"),
                        List.<String>of())
                .forEach(words -> assertThat(run(Stream.concat(Stream.of("erase"), words.stream())
                                        .toArray(String[]::new))
                                .exitCode())
                        .as(words.toString())
                        .isEqualTo(2));
        assertThat(run("erase", "--subject", "person:471100471", "--execute", "--reason", "it is 471100471")
                        .exitCode())
                .isEqualTo(2);
    }

    private CommandRun verified(String file) {
        return run(
                "erase",
                "verify",
                folder.resolve(file).toString(),
                "--key",
                folder.resolve("key.pub").toString());
    }

    private void declare(String yaml) throws IOException {
        Files.writeString(folder.resolve("coppice.yaml"), yaml);
    }

    private CommandRun run(String... words) {
        return CommandRun.on(
                database,
                Stream.concat(
                                Stream.of(words),
                                Stream.of(
                                        "--config",
                                        folder.resolve("coppice.yaml").toString()))
                        .toArray(String[]::new));
    }
}
