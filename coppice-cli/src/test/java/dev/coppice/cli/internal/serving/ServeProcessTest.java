package dev.coppice.cli.internal.serving;

import static dev.coppice.testkit.PostgresTest.Isolation.DATABASE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.cli.internal.command.CommandProcess;
import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.TestDatabase;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code serve} as a service manager runs it. */
@PostgresTest(DATABASE)
class ServeProcessTest {
    /** Twenty times what is promised: this machine may have other things to do. */
    private static final Duration START_BOUND = Duration.ofSeconds(60);

    private final TestDatabase database;
    private final HttpClient client = HttpClient.newHttpClient();

    @TempDir
    Path folder;

    ServeProcessTest(TestDatabase database) {
        this.database = database;
    }

    @Test
    void each_line_of_its_log_is_one_object_and_no_line_has_a_secret() throws Exception {
        String login;
        String token;
        List<String> lines;
        try (var server =
                CommandProcess.start(database, folder, "serve", "--login", "--log-format", "json", "--json")) {
            var greeting = greeting(server);
            login = greeting.path("login").asString();
            token = greeting.path("token").asString();
            var url = greeting.path("console").asString();
            assertThat(status("GET", url + "/health/ready", "none")).isEqualTo(200);
            assertThat(status("GET", url + "/api/v1/routes", token)).isEqualTo(200);
            assertThat(status("GET", url + "/api/v1/routes?secret=cop_x", "cop_wrong"))
                    .isEqualTo(401);
            assertThat(status("DELETE", url + "/api/v1/tokens/4711", token)).isEqualTo(400);
            assertThat(status("GET", login, "none")).isEqualTo(200);
            server.signal("TERM");
            lines = server.said().lines().toList();
            assertThat(server.ended()).isEqualTo(143);
        }
        assertThat(lines).allSatisfy(ServeProcessTest::assertLine);
        var all = String.join("\n", lines);
        assertThat(all)
                .contains("target: jdbc:postgresql://", "server started", "server stopped")
                .doesNotContain(token, login.substring(login.lastIndexOf('/')), "cop_wrong", "secret", "4711");
        assertThat(lines.stream()
                        .map(JsonMapper.shared()::readTree)
                        .filter(line -> line.has("fields"))
                        .map(line -> line.path("fields"))
                        .filter(fields -> fields.has("route"))
                        .map(ServeProcessTest::request))
                .containsExactly(
                        "GET /health/ready 200 anonymous",
                        "GET /api/v1/routes 200 first-start",
                        "GET /api/v1/routes 401 anonymous",
                        "DELETE /api/v1/tokens/{id} 400 first-start",
                        "GET /login/{link} 200 anonymous");
    }

    @Test
    void where_nobody_sees_it_no_secret_is_made() throws Exception {
        try (var server = CommandProcess.start(database, folder, "serve", "--json")) {
            var greeting = greeting(server);

            assertThat(greeting.propertyNames()).containsExactly("console", "database");
            assertThat(
                            one(
                                    "SELECT (SELECT count(*) FROM coppice.api_token) + (SELECT count(*) FROM coppice.login_link)"))
                    .isEqualTo(0);
        }
    }

    @Test
    void ctrl_c_lets_a_request_end_and_a_second_one_ends_all_at_once() throws Exception {
        try (var server = CommandProcess.start(database, folder, "serve", "--login", "--json")) {
            var greeting = greeting(server);
            try (var slow = new Socket(
                    InetAddress.getLoopbackAddress(),
                    URI.create(greeting.path("console").asString()).getPort())) {
                slow.getOutputStream()
                        .write(("POST /api/v1/freeze HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer "
                                        + greeting.path("token").asString()
                                        + "\r\nContent-Type: application/json\r\nContent-Length: 15\r\n\r\n{")
                                .getBytes(StandardCharsets.US_ASCII));
                slow.getOutputStream().flush();
                server.signal("INT");
                server.saidUntil("Stopping once what is under way has ended. Ctrl-C again ends it at once.");
                server.signal("INT");

                var said = server.said().lines().collect(Collectors.joining("\n"));
                assertThat(server.ended()).isEqualTo(130);
                assertThat(said).doesNotContain("server stopped");
            }
        }
    }

    private int one(String query) throws SQLException {
        try (var connection = database.connect();
                var statement = connection.createStatement();
                var rows = statement.executeQuery(query)) {
            rows.next();
            return rows.getInt(1);
        }
    }

    @Test
    void it_answers_soon_after_its_start() throws Exception {
        var begun = Instant.now();
        try (var server = CommandProcess.start(database, folder, "serve", "--json")) {
            var url = greeting(server).path("console").asString();
            assertThat(status("GET", url + "/health/ready", "none")).isEqualTo(200);
            assertThat(Duration.between(begun, Instant.now())).isLessThan(START_BOUND);
        }
    }

    private JsonNode greeting(CommandProcess server) throws IOException {
        var out = folder.resolve("out");
        while (server.process().isAlive()) {
            var said = Files.readString(out);
            if (said.endsWith("}\n")) {
                return JsonMapper.shared().readTree(said);
            }
            LockSupport.parkNanos(10_000_000);
        }
        throw new AssertionError(server.said().lines().collect(Collectors.joining("\n")));
    }

    private int status(String method, String url, String token) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create(url))
                .method(method, BodyPublishers.noBody())
                .header("Authorization", "Bearer " + token)
                .header("Coppice-Reason", "a test")
                .build();
        return client.send(request, BodyHandlers.ofString()).statusCode();
    }

    private static void assertLine(String line) {
        var read = JsonMapper.shared().readTree(line);
        assertThat(Instant.parse(read.path("time").asString())).isBeforeOrEqualTo(Instant.now());
        assertThat(read.path("level").asString()).isIn("DEBUG", "INFO", "WARN", "ERROR");
        assertThat(read.propertyNames()).startsWith("time", "level", "logger", "thread", "message");
    }

    private static String request(JsonNode fields) {
        assertThat(fields.path("millis").isIntegralNumber()).isTrue();
        return fields.path("method").asString() + " " + fields.path("route").asString() + " "
                + fields.path("status").asInt() + " " + fields.path("caller").asString();
    }
}
