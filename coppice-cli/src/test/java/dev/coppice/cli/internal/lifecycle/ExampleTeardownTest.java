package dev.coppice.cli.internal.lifecycle;

import static dev.coppice.testkit.PostgresTest.Isolation.DATABASE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.cli.internal.command.CommandRun;
import dev.coppice.control.CoppiceSchema;
import dev.coppice.examples.graphplatform.Dataset;
import dev.coppice.examples.graphplatform.GraphPlatform;
import dev.coppice.examples.graphplatform.Size;
import dev.coppice.examples.graphplatform.outside.GrantProvider;
import dev.coppice.examples.graphplatform.outside.ObjectFolder;
import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.TestDatabase;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code up} shows: the example's own kind, by commands. */
@PostgresTest(DATABASE)
class ExampleTeardownTest {
    private final TestDatabase database;
    private String config = "";

    @TempDir
    Path folder;

    ExampleTeardownTest(TestDatabase database) {
        this.database = database;
    }

    @Test
    void a_graph_of_the_example_is_taken_down_and_what_is_due_is_found_by_its_sensors() throws Exception {
        var dataset = new Dataset(Size.of(50), 7, Instant.parse("2026-11-21T00:00:00Z"));
        GraphPlatform.populate(database.dataSource(), dataset, progress -> {});
        new CoppiceSchema(database.dataSource()).migrate();
        ObjectFolder.fill(database.dataSource(), folder.resolve("objects"));
        try (var provider = GrantProvider.start(database.dataSource(), 0)) {
            config = config(provider.port());
            var graph = childless();

            assertThat(run("deprovision graph " + graph).out())
                    .contains("drop-tenant-schema", "revoke-provider-grants");
            var done = run("deprovision graph " + graph + " --execute --json");
            assertThat(done.exitCode()).as(done.out() + done.err()).isZero();
            assertThat(done.json().at("/status").asString()).isEqualTo("success");
            assertThat(run("resource show graph " + graph + " --json")
                            .json()
                            .at("/resource/status")
                            .asString())
                    .isEqualTo("deprovisioned");

            var looked = run("sensor run suspend-expired --execute --json").json();
            assertThat(looked.at("/items/0/acted").asInt()).isPositive();
        }
    }

    private String childless() throws SQLException {
        try (var connection = database.connect();
                var statement = connection.createStatement();
                var rows = statement.executeQuery("SELECT min(graph_id) FROM app.graph AS g WHERE status = 'active'"
                        + " AND parent_id IS NULL AND NOT is_repository"
                        + " AND NOT EXISTS (SELECT FROM app.graph AS child WHERE child.parent_id = g.graph_id)")) {
            rows.next();
            return rows.getString(1);
        }
    }

    private String config(int port) throws IOException {
        try (var stream = Objects.requireNonNull(GraphPlatform.class.getResourceAsStream("coppice.yaml"))) {
            var yaml = new String(stream.readAllBytes(), StandardCharsets.UTF_8)
                    .replace("file:./", "file:" + folder + "/")
                    .replace("127.0.0.1:8790", "127.0.0.1:" + port);
            return Files.writeString(folder.resolve("coppice.yaml"), yaml).toString();
        }
    }

    private CommandRun run(String words) {
        return CommandRun.on(
                database,
                Stream.concat(Arrays.stream(words.split(" ")), Stream.of("--config", config))
                        .toArray(String[]::new));
    }
}
