package dev.coppice.cli.internal.command;

import static dev.coppice.testkit.PostgresTest.Isolation.DATABASE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.coppice.cli.internal.CommandLines;
import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.TestDatabase;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** How the command answers what it cannot do. */
@PostgresTest(DATABASE)
class UsageTest {

    @Test
    void an_unknown_option_is_refused_in_text_and_as_a_document() {
        var run = CommandRun.of("schema", "status", "--jsn", "--json");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err())
                .isEqualTo("coppice: cli.usage\nUnknown option: '--jsn'. Nothing was done. "
                        + "See \"coppice schema status --help\".\nPossible solutions: --json\n");
        assertThat(run.json().at("/error/code").asString()).isEqualTo("cli.usage");
    }

    @Test
    void an_unknown_command_is_answered_with_the_nearest_known_one() {
        var run = CommandRun.of("shema");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("Unmatched argument at index 0: 'shema'.", "Did you mean: coppice schema");
    }

    @Test
    void a_word_that_only_leads_to_commands_shows_its_help() {
        assertThat(CommandRun.of("hold"))
                .returns(2, CommandRun::exitCode)
                .returns("", CommandRun::out)
                .extracting(CommandRun::err)
                .asString()
                .contains("Usage: coppice hold");
    }

    @Test
    void what_a_server_is_told_of_its_address_must_go_together() {
        assertThat(CommandRun.of("serve", "--tls-cert", "a.pem"))
                .returns(2, CommandRun::exitCode)
                .extracting(CommandRun::err)
                .asString()
                .contains("--tls-cert and --tls-key are given together or not at all");
        assertThat(CommandRun.of("serve", "--tls-cert", "a.pem", "--tls-key", "a.key", "--insecure-bind"))
                .returns(2, CommandRun::exitCode)
                .extracting(CommandRun::err)
                .asString()
                .contains("--insecure-bind is for a server without --tls-cert");
    }

    @Test
    void a_server_that_is_not_there_is_told_in_four_parts(TestDatabase database) {
        var run = CommandRun.of("schema", "status", "--url", "postgresql://ana@127.0.0.1:1/shop");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out()).isEmpty();
        assertThat(run.err())
                .isEqualTo("target: jdbc:postgresql://127.0.0.1:1/shop, from --url\n"
                        + "coppice: target.unreachable\n"
                        + "No connection to jdbc:postgresql://127.0.0.1:1/shop could be opened. No server answered there. "
                        + "Nothing was done. Check host and port in the address, and that the server runs and listens "
                        + "there.\n");
    }

    @Test
    void a_database_without_the_schema_is_refused_before_anything_is_written(TestDatabase database) {
        var run = CommandRun.on(database, "hold", "list");

        assertThat(run.exitCode()).isEqualTo(3);
        assertThat(run.err()).contains("coppice: schema.missing", "Run \"coppice schema migrate\"");
        assertThat(CommandRun.on(database, "schema", "status").out())
                .startsWith("absent: this database has no schema coppice");
    }

    @Test
    void a_server_that_accepts_and_then_says_nothing_is_not_waited_for() throws IOException {
        try (var silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var run = CommandRun.of(
                    "schema",
                    "status",
                    "--url",
                    "postgresql://ana@127.0.0.1:" + silent.getLocalPort() + "/shop?loginTimeout=1");

            assertThat(run.exitCode()).isEqualTo(1);
            assertThat(run.err()).contains("coppice: target.unreachable", "No server answered there.");
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            hold list --next abc | --next must be what a page before answered as "next", was: abc.
            audit list --next abc | --next must be what a page before answered as "next", was: abc.
            hold list --limit 0 | --limit must be 1 to 500, was: 0.
            token list --limit 501 | --limit must be 1 to 500, was: 501.
            hold add session 1 --reason x | TABLE must be a table with its schema, such as app.session, was: session.
            hold add app.session 1 --reason= | Reason must not be blank.
            freeze --reason x --actor= | Actor must not be blank.
            hold release 1 --reason= | Reason must not be blank.
            audit list --since tomorrow | 'tomorrow' is not a time such as 2027-01-31T00:00:00Z.
            serve --port 65536 | --port must be 0 to 65535, was: 65536.
            up --port -1 | --port must be 0 to 65535, was: -1.
            hold --json | Missing required subcommand.
            settings set theme {} --scope user | --scope must be public, or a type and an id such as user:4711, was: user.
            settings get theme --scope a:1 --scope a:2 | Scopes must have one of each type, was: two of a.
            settings get theme --scope public | Scopes must not have public in them: everybody is in it.
            settings rank theme public 1e9 | '1e9' is not next, inherited or a whole number from -1000000000 to 1000000000.
            settings define theme --reason= | Reason must not be blank.
            settings unset a b --scope public --if-version 1 | --if-version must come with one NAME, were: 2.
            settings sweep --limit 0 | --limit must be 1 or more, was: 0.
            """)
    void a_value_that_cannot_be_is_a_misuse_told_in_a_sentence(String words, String sentence) {
        var run = CommandRun.of((words + " --url postgresql://ana@127.0.0.1:1/shop").split(" "));

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("coppice: cli.usage\n").contains(sentence + " Nothing was done. See ");
    }

    @Test
    void a_condition_with_question_marks_passes_the_check(TestDatabase database, @TempDir Path folder)
            throws IOException {
        database.execute("CREATE TABLE ${schema}.session (tags jsonb, at timestamptz)");
        var config = Files.writeString(
                folder.resolve("coppice.yaml"),
                "policies:\n  good: { table: " + database.schema()
                        + ".session, when: \"tags ? 'old'\" }\n  bad: { table: " + database.schema()
                        + ".session, when: \"tag = 1\" }\n");

        var run = CommandRun.on(database, "policy", "check", "--config", config.toString(), "--json");

        assertThat(run.exitCode()).isEqualTo(3);
        assertThat(run.json().at("/problems").valueStream())
                .extracting(
                        problem -> problem.at("/policy").asString(),
                        problem -> problem.at("/message").asString())
                .containsExactly(tuple(
                        "bad",
                        "Its condition names something that is not there: column \"tag\" does not exist. Mend the name;"
                                + " tables and functions outside of pg_catalog need their schema."));
    }

    @Test
    void every_command_says_what_it_does_and_what_each_option_means() {
        assertThat(commands(CommandLines.create())).allSatisfy(command -> {
            assertThat(command.getCommandSpec().usageMessage().description())
                    .as(command.getCommandSpec().qualifiedName())
                    .isNotEmpty();
            assertThat(command.getCommandSpec().args())
                    .allSatisfy(argument -> assertThat(argument.description())
                            .as(command.getCommandSpec().qualifiedName() + " " + argument.paramLabel())
                            .isNotEmpty());
        });
    }

    @Test
    void the_sql_of_the_schema_and_of_its_roles_is_printed_without_a_database() {
        assertThat(CommandRun.of("schema", "print").out())
                .startsWith("CREATE SCHEMA IF NOT EXISTS coppice;")
                .contains("CREATE TABLE coppice.hold");
        assertThat(CommandRun.of("schema", "print", "--roles").out())
                .contains("coppice_viewer", "GRANT USAGE ON SCHEMA coppice")
                .doesNotContain("CREATE TABLE");
    }

    @Test
    void the_completion_script_knows_every_command() {
        var script = CommandRun.of("completion").out();

        assertThat(CommandLines.create().getSubcommands().keySet())
                .allSatisfy(name -> assertThat(script).contains("function _picocli_coppice_" + name + "("));
    }

    private static Stream<CommandLine> commands(CommandLine command) {
        return Stream.concat(
                Stream.of(command), command.getSubcommands().values().stream().flatMap(UsageTest::commands));
    }
}
