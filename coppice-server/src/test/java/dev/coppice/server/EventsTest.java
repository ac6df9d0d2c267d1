package dev.coppice.server;

import static dev.coppice.server.LiveServer.bearer;
import static dev.coppice.server.TenantServer.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.PostgresTest.Isolation;
import dev.coppice.testkit.TestDatabase;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Server-sent events over real connections. */
@PostgresTest(Isolation.DATABASE)
class EventsTest {
    private static final ServerConfig.Limits LIMITS =
            new ServerConfig.Limits(200, 1_000, new ServerConfig.AtOnce(256, 16, 64, 200, 16), Duration.ofSeconds(30));

    private static final String WHY = "{'reason':'a test'}";

    private final TestDatabase database;
    private final List<Stream> open = new ArrayList<>();
    private TenantServer server;
    private long operation;

    @TempDir
    Path folder;

    EventsTest(TestDatabase database) {
        this.database = database;
    }

    /** One teardown that nobody carries on, since the server does no work. */
    @BeforeEach
    void begin_a_teardown() {
        server = TenantServer.on(database, folder, config -> config.limiting(LIMITS));
        var plan = json(server.get("resources/graph/kg1/deprovision-plan", server.operator));
        var begun = server.post(
                "resources/graph/kg1/deprovision",
                "{'reason':'a test','plan':'" + plan.at("/plan/hash").asString() + "'}",
                server.operator);
        assertThat(begun.statusCode()).as(begun.body()).isEqualTo(202);
        operation = json(begun).get("operation").asLong();
    }

    @AfterEach
    void stop() {
        open.forEach(Stream::close);
        server.close();
    }

    @Test
    void a_watcher_sees_the_state_then_each_change_then_the_end() {
        var stream = watch();
        assertThat(stream.head()).contains("HTTP/1.1 200", "text/event-stream", "Content-Security-Policy", "no-store");
        assertThat(stream.event()).contains("event: state", "\"operation\":" + operation, "\"state\":\"running\"");

        server.post("operations/" + operation + "/cancel", WHY, server.operator);

        assertThat(stream.event()).contains("event: state", "\"state\":\"cancelled\"");
        assertThat(stream.event()).isEqualTo("event: end\ndata: {}");
        assertThat(stream.ended()).isTrue();
    }

    @Test
    void an_operation_that_is_not_there_is_a_problem_and_no_stream() {
        var answer = server.get("operations/4711/events", server.viewer);

        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
    }

    @Test
    void two_hundred_watchers_keep_threads_and_connections_flat_and_all_see_the_change() {
        watch().event();
        long threads = platformThreads();

        for (int i = 1; i < 200; i++) {
            assertThat(watch().event()).contains("\"state\":\"running\"");
        }

        assertThat(server.get("whoami", server.viewer).statusCode()).isEqualTo(200);
        assertThat(TenantServer.code(server.get("operations/" + operation + "/events", server.viewer)))
                .as("one more of this caller")
                .isEqualTo("429 access.too-many-at-once");
        assertThat(server.live.get("/metrics", bearer(server.viewer)).body()).contains("coppice_server_watchers 200.0");
        assertThat(platformThreads() - threads).isLessThanOrEqualTo(16);
        assertThat(connections()).as("those of the pool, and of the look").isLessThanOrEqualTo(12);

        server.post("operations/" + operation + "/cancel", WHY, server.operator);
        assertThat(open).allSatisfy(stream -> assertThat(stream.event()).contains("\"state\":\"cancelled\""));
    }

    @Test
    void a_server_that_stops_ends_its_watchers_at_once() {
        for (int i = 0; i < 20; i++) {
            watch();
        }
        open.forEach(stream -> assertThat(stream.event()).contains("event: state"));

        assertTimeoutPreemptively(Duration.ofSeconds(5), () -> server.live.stop());

        assertThat(open).allSatisfy(stream -> assertThat(stream.ended()).isTrue());
    }

    @Test
    void a_watcher_who_has_gone_is_forgotten() {
        var stream = watch();
        stream.event();
        stream.close();

        Waiting.until(() ->
                server.live.get("/metrics", bearer(server.viewer)).body().contains("coppice_server_watchers 0.0"));
    }

    private Stream watch() {
        var stream = Stream.open(server.live.url(), "/api/v1/operations/" + operation + "/events", server.viewer);
        open.add(stream);
        return stream;
    }

    /** Threads of the operating system; those of requests are not among them. */
    private static long platformThreads() {
        return Thread.getAllStackTraces().size();
    }

    private long connections() {
        try (var connection = database.connect();
                var statement = connection.createStatement();
                var rows = statement.executeQuery("SELECT count(*) FROM pg_stat_activity"
                        + " WHERE datname = current_database() AND application_name LIKE 'coppice%'")) {
            rows.next();
            return rows.getLong(1);
        } catch (java.sql.SQLException failure) {
            throw new AssertionError(failure);
        }
    }

    /** A stream as it comes over the wire: no client of ours between. */
    private record Stream(Socket socket, BufferedReader reader) {
        static Stream open(String url, String path, String token) {
            try {
                int port = Integer.parseInt(url.substring(url.lastIndexOf(':') + 1));
                var socket = new Socket(InetAddress.getLoopbackAddress(), port);
                socket.setSoTimeout(20_000);
                socket.getOutputStream()
                        .write(("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + token
                                        + "\r\n\r\n")
                                .getBytes(StandardCharsets.US_ASCII));
                return new Stream(
                        socket,
                        new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8)));
            } catch (IOException broken) {
                throw new AssertionError(broken);
            }
        }

        String head() {
            return block();
        }

        /** The next message that says something; heartbeats, the head and chunk sizes are passed over. */
        String event() {
            for (; ; ) {
                var lines = block().lines()
                        .filter(line -> line.startsWith("event:") || line.startsWith("data:"))
                        .toList();
                if (!lines.isEmpty()) {
                    return String.join("\n", lines);
                }
            }
        }

        boolean ended() {
            try {
                for (var line = reader.readLine(); line != null; line = reader.readLine()) {
                    if (line.equals("0")) {
                        return true;
                    }
                }
                return true;
            } catch (IOException broken) {
                return false;
            }
        }

        private String block() {
            try {
                var block = new StringBuilder();
                for (var line = reader.readLine(); line != null; line = reader.readLine()) {
                    if (line.isEmpty() && !block.isEmpty()) {
                        return block.toString();
                    }
                    block.append(line).append('\n');
                }
                throw new AssertionError("the stream ended after: " + block);
            } catch (IOException broken) {
                throw new AssertionError(broken);
            }
        }

        void close() {
            try {
                socket.close();
            } catch (IOException broken) {
                throw new AssertionError(broken);
            }
        }
    }
}
