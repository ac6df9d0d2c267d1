package dev.coppice.cli.internal.command;

import static dev.coppice.testkit.PostgresTest.Isolation.DATABASE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.prune.Archives;
import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

@PostgresTest(DATABASE)
class ArchiveCommandsTest {
    private final TestDatabase database;

    @TempDir
    Path folder;

    private String archive = "";

    ArchiveCommandsTest(TestDatabase database) {
        this.database = database;
    }

    @BeforeEach
    void prune() {
        var campaign = ArchivedShop.prune(database, folder);
        archive =
                Archives.on(database.dataSource()).find(campaign).orElseThrow().id();
    }

    @Test
    void list_shows_the_archives_of_campaigns_page_by_page() {
        database.execute("UPDATE app.session SET status = 'ENDED' WHERE id < 3");
        ArchivedShop.campaign(database, folder);

        var first = run("archive", "list", "--limit", "1", "--json").json();
        assertThat(first.at("/items").size()).isEqualTo(1);
        assertThat(first.at("/items/0/campaign").asLong()).isEqualTo(2);
        assertThat(first.at("/next").asString()).isEqualTo("2");
        var second = run("archive", "list", "--next", "2", "--json").json();
        assertThat(second.at("/items/0/archive").asString()).isEqualTo(archive);
        assertThat(second.at("/items/0/rows/app.session").asLong()).isEqualTo(6);
        assertThat(second.at("/items/0/rows/app.event").asLong()).isEqualTo(12);
        assertThat(second.at("/items/0/edited").asLong()).isEqualTo(1);
        assertThat(second.at("/next").isNull()).isTrue();
        assertThat(run("archive", "list", "--policy", "others").out())
                .isEqualTo("No campaign of this database has an archive.\n");
        assertThat(run("archive", "list").out()).contains("CAMPAIGN", "ended-sessions", archive, "file:" + folder);
    }

    @Test
    void a_lost_manifest_is_written_again() throws IOException {
        Files.delete(folder.resolve(archive).resolve("manifest.json"));
        assertThat(run("archive", "verify", "1").err()).contains("Run \"coppice archive repair 1\"");
        assertThat(run("archive", "repair", "1", "--json").json().at("/written").asBoolean())
                .isTrue();
        assertThat(run("archive", "verify", "1").exitCode()).isZero();
        assertThat(run("archive", "repair", "1").out())
                .isEqualTo("The manifest is as it was written; nothing was changed.\n");
    }

    @Test
    void a_store_is_listed_and_verified_without_a_database() {
        var listed = CommandRun.of("archive", "list", "--from", "file:" + folder, "--json")
                .json();
        assertThat(listed.at("/items/0/archive").asString()).isEqualTo(archive);
        assertThat(listed.at("/items/0/policy").asString()).isEqualTo("ended-sessions");
        assertThat(listed.at("/items/0/rows/app.session").asLong()).isEqualTo(6);
        assertThat(listed.at("/items/0/encrypted").asBoolean()).isFalse();
        assertThat(CommandRun.of("archive", "verify", archive, "--from", "file:" + folder))
                .returns(0, CommandRun::exitCode)
                .returns("", CommandRun::err);
        assertThat(CommandRun.of("archive", "list", "--from", "file:" + folder.resolve("empty"))
                        .out())
                .startsWith("There is no archive at file:");
    }

    @Test
    void verify_finds_an_archive_whole() {
        var found = run("archive", "verify", "1", "--json");

        assertThat(found.exitCode()).isZero();
        assertThat(found.json().at("/ok").asBoolean()).isTrue();
        assertThat(found.json().at("/frames").asLong()).isPositive();
        assertThat(found.json().at("/rows/app.event").asLong()).isEqualTo(12);
        assertThat(found.json().at("/problems").size()).isZero();
        assertThat(run("archive", "verify", "1").out())
                .startsWith("Archive " + archive + " is whole: ")
                .contains("TABLE        ROWS READ\napp.event    12\napp.session  6\n");
    }

    @Test
    void verify_names_the_frame_with_a_flipped_byte_and_ends_with_1() throws IOException {
        var file = eventFile();
        var bytes = Files.readAllBytes(file);
        bytes[bytes.length / 2] ^= 1;
        Files.write(file, bytes);

        assertDamaged("archive.frame-damaged");
        assertThat(run("archive", "verify", "1").out()).contains("is damaged", "WHERE", "app.event, frame 1");
    }

    @Test
    void verify_names_what_a_truncated_file_has_lost() throws IOException {
        var file = eventFile();
        Files.write(file, Arrays.copyOf(Files.readAllBytes(file), 5));

        assertDamaged("archive.frame-damaged");
    }

    @Test
    void a_manifest_that_is_missing_or_another_is_a_failure_and_says_what_to_do() throws IOException {
        var manifest = folder.resolve(archive).resolve("manifest.json");
        Files.writeString(manifest, Files.readString(manifest) + " ");
        assertThat(run("archive", "verify", "1"))
                .returns(1, CommandRun::exitCode)
                .extracting(CommandRun::err)
                .asString()
                .contains("coppice: archive.manifest-differs");
        Files.delete(manifest);
        assertThat(run("archive", "verify", "1"))
                .returns(1, CommandRun::exitCode)
                .extracting(CommandRun::err)
                .asString()
                .contains("coppice: archive.store-missing", "The manifest of archive " + archive);
    }

    @Test
    void query_answers_one_select_with_its_columns_types_and_nulls() {
        var answer =
                run("archive", "query", "1", "SELECT n, body FROM app.event WHERE session_id = 3 ORDER BY n", "--json");

        assertThat(answer.exitCode()).isZero();
        assertThat(answer.json().at("/columns").valueStream().map(JsonNode::asString))
                .containsExactly("n", "body");
        assertThat(answer.json().at("/rows/0/0").asLong()).isEqualTo(1);
        assertThat(answer.json().at("/rows/0/1").asString()).isEqualTo("event 1\nof 3");
        assertThat(answer.json().at("/rows/1/1").isNull()).isTrue();
        assertThat(run("archive", "query", "1", "SELECT n, body FROM app.event WHERE session_id = 3 ORDER BY n"))
                .returns("n  body\n1  event 1\\nof 3\n2  NULL\n", CommandRun::out)
                .extracting(CommandRun::err)
                .asString()
                .endsWith("2 rows.\n");
        assertThat(run("archive", "query", "1", "SELECT * FROM app.event", "--limit", "1")
                        .err())
                .contains("1 row; there are more");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            DELETE FROM app.session                | archive.query-refused
            SELECT 1; DROP TABLE app.session       | archive.query-refused
            COPY app.session TO '/tmp/x'           | archive.query-refused
            SELECT * FROM read_csv('/etc/passwd')  | archive.query-failed
            SELECT * FROM app.nothing              | archive.query-failed
            """)
    void a_query_that_is_more_than_a_look_at_the_archive_is_refused(String sql, String code) {
        assertThat(run("archive", "query", "1", sql))
                .returns(2, CommandRun::exitCode)
                .returns("", CommandRun::out)
                .extracting(CommandRun::err)
                .asString()
                .contains("coppice: " + code);
    }

    @Test
    void export_writes_parquet_that_reads_back_and_replaces_nothing() throws SQLException {
        var to = folder.resolve("out/parquet");

        var exported = run("archive", "export", "1", "--to", to.toString(), "--json");
        assertThat(exported.exitCode()).isZero();
        assertThat(exported.json().at("/files").size()).isEqualTo(2);
        try (var duck = DriverManager.getConnection("jdbc:duckdb:");
                var statement = duck.createStatement();
                var rows = statement.executeQuery("SELECT count(*), count(body), sum(session_id) FROM '"
                        + to.resolve("app.event.parquet") + "'")) {
            rows.next();
            assertThat(rows.getLong(1)).isEqualTo(12);
            assertThat(rows.getLong(2)).isEqualTo(6);
            assertThat(rows.getLong(3)).isEqualTo(2 * (3 + 6 + 9 + 12 + 15 + 18));
        }
        assertThat(run("archive", "export", "1", "--to", to.toString()))
                .returns(3, CommandRun::exitCode)
                .extracting(CommandRun::err)
                .asString()
                .contains("coppice: archive.export-exists");
    }

    @Test
    void what_is_not_there_is_told_with_the_way_to_what_is() throws IOException {
        assertThat(run("archive", "verify", "99"))
                .returns(3, CommandRun::exitCode)
                .extracting(CommandRun::err)
                .asString()
                .contains("coppice: archive.unknown-campaign", "Run \"coppice archive list\"");
        assertThat(run("archive", "verify", archive))
                .returns(2, CommandRun::exitCode)
                .extracting(CommandRun::err)
                .asString()
                .contains("ID must be the number of a campaign, or the id of an archive with --from, was: " + archive);
        assertThat(CommandRun.of("archive", "verify", "../x", "--from", "file:" + folder)
                        .exitCode())
                .isEqualTo(2);
        assertThat(CommandRun.of("archive", "list", "--from", "file:x", "--policy", "y")
                        .exitCode())
                .isEqualTo(2);
        assertThat(CommandRun.of("archive", "verify", "x", "--from", "ftp://x").err())
                .contains("coppice: archive.store-unknown");
        Files.move(folder.resolve(archive), folder.resolve("elsewhere"));
        assertThat(run("archive", "query", "1", "SELECT 1"))
                .returns(1, CommandRun::exitCode)
                .extracting(CommandRun::err)
                .asString()
                .contains("coppice: archive.store-missing");
    }

    private void assertDamaged(String code) {
        var found = run("archive", "verify", "1", "--json");
        assertThat(found.exitCode()).isEqualTo(1);
        assertThat(found.json().at("/ok").asBoolean()).isFalse();
        assertThat(found.json().at("/rows/app.session").asLong()).isEqualTo(6);
        assertThat(found.json().at("/problems/0/code").asString()).isEqualTo(code);
        assertThat(found.json().at("/problems/0/segment").asString()).contains("app.event");
        assertThat(found.json().at("/problems/0/frame").asInt()).isEqualTo(1);
    }

    private Path eventFile() throws IOException {
        try (var files = Files.list(folder.resolve(archive))) {
            return files.filter(file -> file.getFileName().toString().contains("app.event"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private CommandRun run(String... arguments) {
        return CommandRun.on(database, arguments);
    }
}
