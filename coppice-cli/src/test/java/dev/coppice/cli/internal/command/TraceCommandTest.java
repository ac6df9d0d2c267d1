package dev.coppice.cli.internal.command;

import static dev.coppice.testkit.PostgresTest.Isolation.DATABASE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@PostgresTest(DATABASE)
class TraceCommandTest {
    private static final String POLICIES = """
            policies:
              ended-sessions:
                table: app.session
                when: "status = 'ENDED'"
                age: ended_at
                keep: 90d
            """;

    private final TestDatabase database;

    @TempDir
    Path folder;

    TraceCommandTest(TestDatabase database) {
        this.database = database;
    }

    @BeforeEach
    void prune() {
        ArchivedShop.prune(database, folder.resolve("archive"));
    }

    @Test
    void a_living_row_is_told_with_its_policies_and_holds() throws IOException {
        database.execute("UPDATE app.session SET status = 'ENDED' WHERE id = 2");
        assertThat(run("hold", "add", "app.session", "2", "--reason", "case 118", "--actor", "ana")
                        .exitCode())
                .isZero();

        assertThat(run("trace", "app.session", "2", "--config", config()).out()).isEqualTo("""
                app.session 2 is in its table.
                  policy ended-sessions: it meets the policy and is old enough
                  hold 1 on app.session 2, by ana: case 118
                """);
        assertThat(run("trace", "app.session", "1", "--config", config()).out()).isEqualTo("""
                app.session 1 is in its table.
                  policy ended-sessions: it does not meet the condition
                """);
        assertThat(run("trace", "app.event", "1", "2", "--config", config()).out())
                .isEqualTo("""
                app.event 1 2 is in its table.
                  policy ended-sessions: it goes along: app.event (session_id) -> app.session
                """);
    }

    @Test
    void a_deleted_row_is_told_with_the_command_that_brings_it_back() {
        var traced = run("trace", "app.event", "3", "1");

        assertThat(traced.exitCode()).isZero();
        assertThat(traced.out())
                .startsWith("app.event 3 1 is archived.\n  deleted in campaign 1 (ended-sessions), chunk ")
                .contains(", by ann: spring cleaning\n    archive campaign-1-")
                .endsWith("\n\nBring it back: coppice archive restore 1 --table app.event --key 3 --key 1 --url URL\n");
        var document = run("trace", "app.event", "3", "1", "--json").json();
        assertThat(document.at("/state").asString()).isEqualTo("archived");
        assertThat(document.at("/sightings/0/campaign").asLong()).isEqualTo(1);
        assertThat(document.at("/sightings/0/what").asString()).isEqualTo("deleted");
        assertThat(document.at("/restore").asString())
                .isEqualTo("coppice archive restore 1 --table app.event --key 3 --key 1 --url URL");
    }

    @Test
    void a_row_that_stayed_and_lost_a_value_is_told_with_the_column() {
        assertThat(run("trace", "app.reminder", "3").out())
                .startsWith(
                        "app.reminder 3 is in its table.\n  session_id emptied in campaign 1 (ended-sessions), chunk ")
                .endsWith("\n\nSet it back: coppice archive restore 1 --table app.reminder --key 3 --url URL\n");
    }

    @Test
    void a_row_nobody_has_seen_is_told_and_one_that_may_be_where_nobody_could_look_ends_with_4() throws IOException {
        assertThat(run("trace", "app.session", "4711"))
                .returns(0, CommandRun::exitCode)
                .returns(
                        "app.session 4711 was never seen: neither its table nor an archive has it.\n", CommandRun::out);
        try (var files = Files.walk(folder.resolve("archive"))) {
            for (var file : files.filter(Files::isRegularFile).toList()) {
                Files.delete(file);
            }
        }
        assertThat(run("trace", "app.session", "3"))
                .returns(4, CommandRun::exitCode)
                .extracting(CommandRun::out)
                .asString()
                .contains("\n  campaign 1 was not searched: The store says: ");
    }

    @Test
    void what_cannot_be_looked_for_is_refused() {
        assertThat(run("trace", "session", "1").err())
                .contains("TABLE must be a table with its schema, such as app.session, was: session.");
        assertThat(run("trace", "app.nothing", "1"))
                .returns(3, CommandRun::exitCode)
                .extracting(CommandRun::err)
                .asString()
                .contains("coppice: trace.unknown-table");
        assertThat(run("trace", "app.event", "1"))
                .returns(2, CommandRun::exitCode)
                .extracting(CommandRun::err)
                .asString()
                .contains("coppice: trace.bad-key", "Its key has 2 columns; 1 value was given.");
        assertThat(run("trace", "app.session", "one").err()).contains("A value does not fit the type of its column.");
    }

    private String config() throws IOException {
        return Files.writeString(folder.resolve("coppice.yaml"), POLICIES).toString();
    }

    private CommandRun run(String... arguments) {
        return CommandRun.on(database, arguments);
    }
}
