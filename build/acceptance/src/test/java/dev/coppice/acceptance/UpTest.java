package dev.coppice.acceptance;

import static dev.coppice.testkit.PostgresTest.Isolation.DATABASE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.TestDatabase;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** {@code up} and {@code serve} from start to stop, kills included. */
@PostgresTest(DATABASE)
class UpTest {
    @TempDir
    static Path state;

    @TempDir
    Path folder;

    private Launcher launcher;
    private @Nullable Process up;

    @BeforeEach
    void launcher() {
        launcher = new Launcher(state);
    }

    @AfterEach
    void stop() throws InterruptedException {
        if (up != null && up.isAlive()) {
            up.destroy();
            assertThat(up.waitFor(30, TimeUnit.SECONDS))
                    .as("up ends when asked to")
                    .isTrue();
        }
    }

    @Test
    void up_serves_the_example_and_other_commands_find_it() throws Exception {
        var greeting = up("--sessions", "50");

        assertThat(status(greeting, "/health/ready")).isEqualTo(200);
        assertThat(status(greeting, "/health/live")).isEqualTo(200);
        assertThat(get(greeting, "/metrics", greeting.at("/token").asString()).body())
                .contains("jvm_memory_used_bytes");
        assertThat(launcher.run("policy", "check", "--json").json().at("/ok").asBoolean())
                .isTrue();
        assertThat(launcher.run("hold", "add", "app.session", "--whole-table", "--reason", "test")
                        .exitCode())
                .isZero();
        assertThat(launcher.run("audit", "verify").exitCode()).isZero();
    }

    @Test
    void up_that_was_killed_starts_again_at_once_with_its_data() throws Exception {
        var killed = up("--sessions", "50");
        launcher.run("freeze", "--reason", "before the kill");
        running().destroyForcibly().waitFor();

        var begun = System.nanoTime();
        var again = up();
        var seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begun);

        assertThat(seconds).as("seconds until ready").isLessThan(20);
        assertThat(status(again, "/health/ready")).isEqualTo(200);
        assertThat(again.has("token")).as("the first token is made once").isFalse();
        assertThat(again.at("/login")).isNotEqualTo(killed.at("/login"));
        assertThat(launcher.run("audit", "list", "--action", "freeze.frozen", "--json")
                        .json()
                        .at("/items/0/reason")
                        .asString())
                .isEqualTo("before the kill");
    }

    @Test
    void up_ends_in_order_and_leaves_nothing_running() throws Exception {
        up("--sessions", "50");
        var postgres = Long.parseLong(
                Files.readAllLines(folder.resolve("data/postmaster.pid")).getFirst());

        running().destroy();

        assertThat(running().waitFor(30, TimeUnit.SECONDS)).isTrue();
        // Its entry may outlast it until its parent has taken note.
        ProcessHandle.of(postgres)
                .ifPresent(process ->
                        assertThat(process.onExit()).as("the server's process").succeedsWithin(Duration.ofSeconds(30)));
        assertThat(state.resolve("up/" + running().pid() + ".json")).doesNotExist();
        assertThat(launcher.run("hold", "list").err()).contains("coppice: target.missing");
    }

    @Test
    void a_second_up_on_the_same_folder_is_refused_and_the_first_goes_on() throws Exception {
        var greeting = up("--sessions", "50");

        var second = launcher.run("up", "--data", folder.toString());

        assertThat(second.exitCode()).isEqualTo(1);
        assertThat(second.err()).contains("coppice: embedded.");
        assertThat(status(greeting, "/health/ready")).isEqualTo(200);
    }

    @Test
    void a_taken_port_is_refused_and_nothing_is_left_running() throws Exception {
        var greeting = up("--sessions", "50");
        var port = String.valueOf(URI.create(greeting.at("/console").asString()).getPort());

        var second =
                launcher.run("up", "--data", folder.resolve("second").toString(), "--sessions", "50", "--port", port);

        assertThat(second.exitCode()).isEqualTo(1);
        assertThat(second.err()).contains("coppice: server.port-taken", port);
        assertThat(folder.resolve("second/data/postmaster.pid")).doesNotExist();
    }

    @Test
    void up_that_is_stopped_while_it_starts_leaves_no_postgres_behind() throws Exception {
        var pidFile = folder.resolve("data/postmaster.pid");
        var starting = launcher.start("up", "--data", folder.toString(), "--sessions", "50");
        up = starting;
        while (!Files.exists(pidFile)) {
            assertThat(starting.isAlive()).isTrue();
            Thread.onSpinWait();
        }

        starting.destroy();

        assertThat(starting.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(pidFile).doesNotExist();
        assertThat(state.resolve("up/" + starting.pid() + ".json")).doesNotExist();
    }

    @Test
    void up_with_a_configuration_that_is_not_valid_starts_nothing() throws Exception {
        var config = Files.writeString(folder.resolve("bad.yaml"), "policies:\n  a: { tabel: x }\n");

        var run = launcher.run("up", "--data", folder.resolve("kept").toString(), "--config", config.toString());

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("coppice: config.invalid", "tabel is not a key here");
        assertThat(folder.resolve("kept")).doesNotExist();
    }

    @Test
    void serve_on_a_taken_port_writes_nothing_to_the_database(TestDatabase database) throws Exception {
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var run = launcher.run("serve", "--url", url(database), "--port", String.valueOf(taken.getLocalPort()));

            assertThat(run.exitCode()).isEqualTo(1);
            assertThat(run.err()).contains("coppice: server.port-taken");
        }
        assertThat(schemas(database)).doesNotContain("coppice");
    }

    @Test
    void serve_creates_its_schema_on_the_users_database_and_nothing_else(TestDatabase database) throws Exception {
        var greeting = start("serve", "--url", url(database));

        assertThat(status(greeting, "/health/ready")).isEqualTo(200);
        assertThat(schemas(database)).containsExactlyInAnyOrder("coppice", database.schema(), "public");
    }

    @Test
    void up_with_a_url_never_loads_the_example(TestDatabase database) throws Exception {
        var greeting = start("up", "--url", url(database));

        assertThat(status(greeting, "/health/ready")).isEqualTo(200);
        assertThat(schemas(database)).doesNotContain("app");
        assertThat(launcher.run("up", "--url", url(database), "--sessions", "50"))
                .returns(2, Launcher.Ended::exitCode)
                .extracting(Launcher.Ended::err)
                .asString()
                .contains("coppice: up.not-embedded");
    }

    private Process running() {
        return Objects.requireNonNull(up, "up was started");
    }

    private JsonNode up(String... words) throws IOException {
        return start(Stream.concat(Stream.of("up", "--login", "--data", folder.toString()), Stream.of(words))
                .toArray(String[]::new));
    }

    /** Starts and waits for the greeting. */
    private JsonNode start(String... words) throws IOException {
        var started = launcher.start(
                Stream.concat(Stream.of(words), Stream.of("--json")).toArray(String[]::new));
        up = started;
        return Launcher.greeting(started);
    }

    static String url(TestDatabase database) {
        return database.url() + "?user=" + database.user() + "&password=" + database.password();
    }

    private static List<String> schemas(TestDatabase database) throws SQLException {
        try (var connection = database.connect();
                var statement = connection.createStatement();
                var row = statement.executeQuery("SELECT array_agg(nspname::text) FROM pg_catalog.pg_namespace"
                        + " WHERE nspname NOT LIKE 'pg\\_%' AND nspname <> 'information_schema'")) {
            row.next();
            return List.of((String[]) row.getArray(1).getArray());
        }
    }

    static int status(JsonNode greeting, String path) throws IOException, InterruptedException {
        return get(greeting, path, "").statusCode();
    }

    private static HttpResponse<String> get(JsonNode greeting, String path, String token)
            throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create(greeting.at("/console").asString() + path))
                .header("Authorization", "Bearer " + token)
                .build();
        try (var client = HttpClient.newHttpClient()) {
            return client.send(request, HttpResponse.BodyHandlers.ofString());
        }
    }
}
