package dev.coppice.cli.internal.erasure;

import static dev.coppice.testkit.PostgresTest.Isolation.DATABASE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.cli.internal.command.CommandRun;
import dev.coppice.cli.internal.connect.DeclaredSubjects;
import dev.coppice.cli.internal.connect.ProjectConfig;
import dev.coppice.cli.internal.connect.Transactions;
import dev.coppice.control.CoppiceSchema;
import dev.coppice.lifecycle.SigningKeyFile;
import dev.coppice.server.CoppiceServer;
import dev.coppice.server.NewToken;
import dev.coppice.server.Role;
import dev.coppice.server.ServerConfig;
import dev.coppice.server.ServerConfig.Erasing;
import dev.coppice.server.Tokens;
import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every command about erasures, asked here and of a server: the same exit code, the same text, the same document, each about a
 * person of its own who is like the other's.
 */
@PostgresTest(DATABASE)
class ErasingThereTest {
    private static final String HERE = "471100471";
    private static final String THERE = "471100472";

    // language=SQL
    private static final String TABLES = """
        CREATE SCHEMA app;
        CREATE TABLE app.person (id bigint PRIMARY KEY, email text NOT NULL);
        CREATE TABLE app.login (id int PRIMARY KEY, person_id bigint NOT NULL REFERENCES app.person);
        CREATE TABLE app.invoice (id int PRIMARY KEY, person_id bigint REFERENCES app.person);
        CREATE INDEX ON app.login (person_id);
        CREATE INDEX ON app.invoice (person_id);
        INSERT INTO app.person VALUES (471100471, 'mia'), (471100472, 'bob');
        INSERT INTO app.login VALUES (1, 471100471), (2, 471100472);
        INSERT INTO app.invoice VALUES (1, 471100471), (2, 471100472);
        """;

    private static final String MAPS = """
        subjects:
          person:
            table: app.person
            tables:
              - { table: app.login }
              - { table: app.invoice, action: keep, reason: tax }
            brakes: { oldest-snapshot: off, waiters: false }
            approvals: APPROVALS
        """;

    /** With K for the person of each origin. */
    private static final List<String> BEFORE = List.of(
            "erase --subject person:K",
            "erase --subject app.person:K",
            "erase --subject person:99",
            "erase --subject nobody:1",
            "erase --subject person:x",
            "erase --subject person:K 2",
            "erase --subject person:K --execute",
            "erase --subject person:K --execute --reason it|is|K",
            "erase --subject person:K --execute --reason r --approve 0123456789ab",
            "erase approve 0123456789ab --subject person:K --reason r",
            "erase check",
            "erase list",
            "erase list --next x",
            "erase show 9",
            "erase show",
            "erase show --subject person:K",
            "erase receipt 9");

    private static final List<String> AFTER = List.of(
            "erase --subject person:K",
            "erase --subject person:K --execute --reason r",
            "erase list --limit 1",
            "erase list",
            "erase show I",
            "erase show --subject person:K",
            "erase receipt I",
            "erase receipt I --document");

    private final TestDatabase database;

    @TempDir
    Path folder;

    private @Nullable CoppiceServer server;
    private String url = "";
    private String token = "";

    ErasingThereTest(TestDatabase database) {
        this.database = database;
    }

    @BeforeEach
    void tables() {
        database.execute(CoppiceSchema.script());
        database.execute(TABLES);
    }

    @AfterEach
    void stop() {
        if (server != null) {
            server.close();
        }
    }

    @Test
    void a_server_answers_as_the_database_does() throws IOException {
        SigningKeyFile.create(folder.resolve("signing"));
        serve("certificates: { key-file: " + folder.resolve("signing") + " }\n", 0);
        var softly = new SoftAssertions();
        BEFORE.forEach(words -> compared(softly, words));

        var execute = "erase --subject person:K --execute --reason request|118";
        var here = here(execute);
        var there = there(execute);
        softly.assertThat(there.exitCode())
                .as(there.err())
                .isEqualTo(here.exitCode())
                .isZero();
        softly.assertThat(masked(there.out())).isEqualTo(masked(here.out()));
        softly.assertThat(there.err()).contains("Erasure 2 is under way.");
        AFTER.forEach(words -> compared(softly, words));
        softly.assertAll();
        assertThat(there("erase receipt 2 --document").out()).doesNotContain(THERE);
    }

    @Test
    void an_approval_is_given_and_used_there_too() throws IOException {
        serve("", 1);
        var hash = there("erase --subject person:K --json").json().at("/hash").asString();
        assertThat(there("erase --subject person:K --execute --reason r"))
                .returns(3, CommandRun::exitCode)
                .extracting(CommandRun::err)
                .asString()
                .contains("approval.missing");
        assertThat(there("erase approve " + hash + " --subject person:K --reason looked")
                        .out())
                .startsWith("Plan " + hash + " is approved by test admin, for one erasure before ");

        var erased = there("erase --subject person:K --execute --reason r --approve " + hash);

        assertThat(erased.exitCode()).as(erased.err()).isZero();
        assertThat(there("erase --subject person:K --execute --reason r --actor x")
                        .exitCode())
                .isEqualTo(2);
    }

    @Test
    void what_stands_in_the_way_ends_with_three_there_too() throws IOException {
        serve("", 0);
        assertThat(there("hold add app.login 2 --reason case").exitCode()).isZero();

        var refused = there("erase --subject person:K --execute --reason r");

        assertThat(refused.exitCode()).isEqualTo(3);
        assertThat(refused.err()).contains("coppice: erasure.held");
        assertThat(there("erase --subject person:K").exitCode()).isEqualTo(3);
    }

    private void compared(SoftAssertions softly, String words) {
        for (var form : List.of("", " --json")) {
            var here = here(words + form);
            var there = there(words + form);
            softly.assertThat(masked(there.out()))
                    .as(words + form + "\n" + there.err())
                    .isEqualTo(masked(here.out()));
            softly.assertThat(there.exitCode()).as(words + form).isEqualTo(here.exitCode());
            softly.assertThat(codes(there.err())).as(words + form).isEqualTo(codes(here.err()));
            if (here.exitCode() == 2) {
                // Misused, it gives no document.
                return;
            }
        }
    }

    private void serve(String more, int approvals) throws IOException {
        var file = Optional.of(Files.writeString(
                folder.resolve("coppice.yaml"), MAPS.replace("APPROVALS", String.valueOf(approvals)) + more));
        var subjects = DeclaredSubjects.of(file).all();
        var started = CoppiceServer.of(ServerConfig.pooled(database.url(), database.user(), database.password())
                        .erasing(new Erasing(subjects, ProjectConfig.read(file).receiptSigner())))
                .start();
        server = started;
        url = started.work().url();
        var wanted = new NewToken("test admin", Role.ADMIN, Duration.ofDays(1), "test", "a test needs it");
        token = Transactions.of(database.dataSource())
                .run(transaction -> Tokens.in(transaction).create(wanted))
                .secret();
    }

    private CommandRun here(String words) {
        return CommandRun.on(database, split(words, HERE, "1"));
    }

    private CommandRun there(String words) {
        return CommandRun.of(
                Stream.concat(Stream.of(split(words, THERE, "2")), Stream.of("--server", url, "--token", token))
                        .toArray(String[]::new));
    }

    private String[] split(String words, String key, String erasure) {
        return Stream.concat(
                        Stream.of(words.split(" "))
                                .map(word -> word.replace('|', ' ')
                                        .replaceAll("\\bK\\b", key)
                                        .replaceAll("^I$", erasure)),
                        Stream.of("--config", folder.resolve("coppice.yaml").toString()))
                .toArray(String[]::new);
    }

    /** What differs by nature: times, numbers, hashes, signatures, who asked, and how the origin is named. */
    private String masked(String out) {
        return out.replaceAll(" --server \\S+| --url \\S+| --token \\S+| --config \\S+", "")
                .replaceAll("signature(\\\\?\"? ?:) \\\\?\"?[A-Za-z0-9+/=]+", "signature$1 S")
                .replaceAll("(?i)signature: \\S+", "signature: S")
                .replaceAll("\\d{4}-\\d\\d-\\d\\dT[\\d:.]+Z", "TIME")
                .replaceAll("\\b[0-9a-f]{12,}\\b", "HASH")
                .replace("test admin", "ACTOR")
                .replace(System.getProperty("user.name"), "ACTOR")
                .replaceAll("\\d+", "N")
                .replaceAll(" {2,}", "  ")
                .replaceAll("(?m) +$", "");
    }

    private static List<String> codes(String err) {
        return err.lines().filter(line -> line.startsWith("coppice: ")).toList();
    }
}
