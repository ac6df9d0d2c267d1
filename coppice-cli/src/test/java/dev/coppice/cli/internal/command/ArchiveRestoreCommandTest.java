package dev.coppice.cli.internal.command;

import static dev.coppice.testkit.PostgresTest.Isolation.DATABASE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.prune.Archives;
import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@PostgresTest(DATABASE)
class ArchiveRestoreCommandTest {
    private final TestDatabase database;

    @TempDir
    Path folder;

    private String archive = "";

    ArchiveRestoreCommandTest(TestDatabase database) {
        this.database = database;
    }

    @BeforeEach
    void prune() {
        var campaign = ArchivedShop.prune(database, folder);
        archive =
                Archives.on(database.dataSource()).find(campaign).orElseThrow().id();
    }

    @Test
    void a_dry_run_says_what_would_come_back_and_writes_nothing() {
        var dry = run("archive", "restore", "1", "--dry-run", "--json");

        assertThat(dry.exitCode()).isZero();
        assertThat(dry.json().at("/dryRun").asBoolean()).isTrue();
        assertThat(dry.json().at("/restored/app.event").asLong()).isEqualTo(12);
        assertThat(count("app.event")).isEqualTo(28);
        assertThat(run("archive", "restore", "1", "--dry-run").out()).contains("WOULD COME BACK");
    }

    @Test
    void a_restore_brings_back_every_row_and_what_rows_that_stayed_had_lost() {
        var restored = run("archive", "restore", "1", "--json");

        assertThat(restored.exitCode()).as(restored.err()).isZero();
        assertThat(restored.json().at("/restored/app.session").asLong()).isEqualTo(6);
        assertThat(restored.json().at("/restored/app.event").asLong()).isEqualTo(12);
        assertThat(restored.json().at("/edited/app.reminder").asLong()).isEqualTo(1);
        assertThat(restored.json().at("/conflicts").size()).isZero();
        assertThat(count("app.event")).isEqualTo(40);
        assertThat(count("app.reminder WHERE session_id = id")).isEqualTo(2);
    }

    @Test
    void the_command_that_trace_prints_brings_the_row_back() {
        assertThat(run("archive", "restore", "1", "--table", "app.session", "--key", "3"))
                .returns(0, CommandRun::exitCode)
                .extracting(CommandRun::out)
                .asString()
                .contains("app.session  1 ");
        assertThat(run("archive", "restore", "1", "--table", "app.event", "--key", "3", "--key", "1")
                        .exitCode())
                .isZero();
        assertThat(count("app.session WHERE id = 3")).isEqualTo(1);
        assertThat(count("app.event WHERE session_id = 3")).isEqualTo(1);
        assertThat(run("trace", "app.event", "3", "1").out()).startsWith("app.event 3 1 is in its table.");
    }

    @Test
    void rows_of_a_condition_go_into_another_schema() {
        assertThat(run(
                                "archive",
                                "restore",
                                "1",
                                "--table",
                                "app.event",
                                "--where",
                                "session_id < 7",
                                "--into",
                                "recovered")
                        .exitCode())
                .isZero();
        assertThat(count("recovered.event")).isEqualTo(4);
        assertThat(count("app.event")).isEqualTo(28);
    }

    @Test
    void a_row_that_is_there_already_stops_it_or_is_left_or_gets_its_values() {
        database.execute("INSERT INTO app.session VALUES (3, 'NEW', now())");

        var stopped = run("archive", "restore", "1");
        assertThat(stopped.exitCode()).isEqualTo(3);
        assertThat(stopped.out()).contains("Conflict in app.session: 1 row against session_pkey");
        assertThat(count("app.session WHERE status = 'ENDED'")).isZero();
        var skipped = run("archive", "restore", "1", "--on-conflict", "skip", "--json");
        assertThat(skipped.exitCode()).isZero();
        assertThat(skipped.json().at("/skipped/app.session").asLong()).isEqualTo(1);
        assertThat(count("app.session WHERE status = 'ENDED'")).isEqualTo(5);
        assertThat(run("archive", "restore", "1", "--on-conflict", "replace", "--table", "app.session")
                        .exitCode())
                .isZero();
        assertThat(count("app.session WHERE status = 'ENDED'")).isEqualTo(6);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            1 --key 3                                     | 2 | --where and --key take one --table, and not each other
            1 --table session                             | 2 | TABLE must be a table with its schema
            1 --on-conflict maybe                         | 2 | Invalid value for option '--on-conflict'
            1 --table app.nothing                         | 2 | coppice: restore.unknown-table
            1 --table app.event --key 3                   | 2 | coppice: restore.bad-key
            99                                            | 3 | coppice: archive.unknown-campaign
            """)
    void what_cannot_be_restored_is_refused(String words, int exitCode, String said) {
        var run = run(("archive restore " + words).split(" "));

        assertThat(run.err()).contains(said);
        assertThat(run.exitCode()).isEqualTo(exitCode);
        assertThat(count("app.event")).isEqualTo(28);
    }

    @Test
    void gc_shows_what_a_crash_left_and_removes_it_when_told() throws IOException {
        assertThat(run("archive", "gc").out()).isEqualTo("There is nothing to remove.\n");
        var file = folder.resolve(archive).resolve("0001-app.session.csv.zst");
        try (var files = Files.list(folder.resolve(archive))) {
            file = files.filter(each -> each.toString().endsWith(".csv.zst"))
                    .findFirst()
                    .orElseThrow();
        }
        Files.write(file, new byte[100], StandardOpenOption.APPEND);
        Files.setLastModifiedTime(file, FileTime.from(Instant.now().minus(Duration.ofDays(3))));

        var shown = run("archive", "gc", "--json").json();
        assertThat(shown.at("/executed").asBoolean()).isFalse();
        assertThat(shown.at("/bytes").asLong()).isEqualTo(100);
        assertThat(shown.at("/items/0/waste/0/archive").asString()).isEqualTo(archive);
        assertThat(run("archive", "gc").out()).endsWith("100 bytes may go; --execute removes them.\n");
        assertThat(run("archive", "gc", "--execute").out()).endsWith("100 bytes removed.\n");
        assertThat(run("archive", "gc").out()).isEqualTo("There is nothing to remove.\n");
        assertThat(run("archive", "verify", "1").exitCode()).isZero();
    }

    private long count(String from) {
        try (var connection = database.connect();
                var statement = connection.createStatement();
                var rows = statement.executeQuery("SELECT count(*) FROM " + from)) {
            rows.next();
            return rows.getLong(1);
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        }
    }

    private CommandRun run(String... arguments) {
        return CommandRun.on(database, arguments);
    }
}
