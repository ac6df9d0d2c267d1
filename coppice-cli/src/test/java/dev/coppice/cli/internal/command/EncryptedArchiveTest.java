package dev.coppice.cli.internal.command;

import static dev.coppice.testkit.PostgresTest.Isolation.DATABASE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.archive.KeyFile;
import dev.coppice.prune.Archives;
import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.TestDatabase;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@PostgresTest(DATABASE)
class EncryptedArchiveTest {
    private final TestDatabase database;

    @TempDir
    Path folder;

    private String archive = "";
    private String key = "";

    EncryptedArchiveTest(TestDatabase database) {
        this.database = database;
    }

    @BeforeEach
    void seal() throws IOException {
        var plain = folder.resolve("plain");
        var campaign = ArchivedShop.prune(database, plain);
        archive =
                Archives.on(database.dataSource()).find(campaign).orElseThrow().id();
        key = folder.resolve("archive.key").toString();
        ArchivedShop.seal(database, archive, plain, folder.resolve("sealed"), KeyFile.create(Path.of(key)));
    }

    @Test
    void with_its_key_it_is_verified_and_queried() {
        assertThat(run("archive", "verify", "1", "--key-file", key, "--json")
                        .json()
                        .at("/rows/app.event")
                        .asLong())
                .isEqualTo(12);
        assertThat(run("archive", "query", "1", "SELECT count(*) AS n FROM app.event", "--key-file", key)
                        .out())
                .isEqualTo("n\n12\n");
    }

    @Test
    void without_its_key_or_with_another_nothing_is_read() throws IOException {
        KeyFile.create(folder.resolve("other.key"));

        assertThat(run("archive", "verify", "1"))
                .returns(1, CommandRun::exitCode)
                .extracting(CommandRun::err)
                .asString()
                .contains("coppice: archive.key-missing", "Give its key with --key-file");
        assertThat(run(
                        "archive",
                        "query",
                        "1",
                        "SELECT 1",
                        "--key-file",
                        folder.resolve("other.key").toString()))
                .returns(2, CommandRun::exitCode)
                .extracting(CommandRun::err)
                .asString()
                .contains("coppice: archive.key-wrong");
        assertThat(CommandRun.of("archive", "list", "--from", "file:" + folder.resolve("sealed"))
                        .out())
                .contains("yes");
    }

    @Test
    void a_row_is_traced_in_it_with_the_key_and_may_be_in_it_without() {
        assertThat(run("trace", "app.event", "3", "1", "--key-file", key).out())
                .startsWith("app.event 3 1 is archived.");
        assertThat(run("trace", "app.event", "3", "9", "--key-file", key).out())
                .isEqualTo("app.event 3 9 was never seen: neither its table nor an archive has it.\n");
        assertThat(run("trace", "app.event", "3", "1"))
                .returns(4, CommandRun::exitCode)
                .extracting(CommandRun::out)
                .asString()
                .contains("campaign 1 was not searched: It is encrypted, and its key is not there.");
    }

    private CommandRun run(String... arguments) {
        return CommandRun.on(database, arguments);
    }
}
