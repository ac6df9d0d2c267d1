package dev.coppice.server;

import static dev.coppice.server.LiveServer.bearer;
import static dev.coppice.server.TenantServer.code;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.server.ServerConfig.Limits;
import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.PostgresTest.Isolation;
import dev.coppice.testkit.TestDatabase;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

@PostgresTest(Isolation.DATABASE)
class LimitsTest {
    private static final Duration USUAL = Duration.ofSeconds(30);

    @Test
    void a_caller_who_asks_too_much_waits_and_others_do_not(TestDatabase database) {
        var limits = new Limits(1, 5, 100, USUAL);
        try (var server = LiveServer.on(database, config -> config.limiting(limits))) {
            var greedy = bearer(server.token(Role.VIEWER));

            var answers = IntStream.range(0, 20)
                    .mapToObj(i -> server.get("/api/v1/whoami", greedy))
                    .toList();

            assertThat(answers.subList(0, 5))
                    .allSatisfy(answer -> assertThat(answer.statusCode()).isEqualTo(200));
            var refused = answers.stream()
                    .filter(answer -> answer.statusCode() == 429)
                    .findFirst()
                    .orElseThrow();
            assertThat(code(refused)).isEqualTo("429 access.too-fast");
            assertThat(refused.headers().firstValue("Retry-After")).contains("1");
            assertThat(server.get("/health/live", greedy).statusCode()).isEqualTo(200);
            assertThat(server.get("/api/v1/whoami", bearer(server.token(Role.VIEWER)))
                            .statusCode())
                    .isEqualTo(200);
        }
    }

    @Test
    void more_requests_than_the_server_carries_out_are_refused_and_health_is_told(TestDatabase database)
            throws Exception {
        var limits = new Limits(1_000, 1_000, 1, USUAL);
        try (var server = LiveServer.on(database, config -> config.limiting(limits));
                var holder = database.connect()) {
            var viewer = bearer(server.token(Role.VIEWER));
            server.get("/api/v1/whoami", viewer);
            holder.setAutoCommit(false);
            try (var lock = holder.createStatement()) {
                lock.execute("LOCK TABLE coppice.api_token IN ACCESS EXCLUSIVE MODE");
            }
            var waiting = Waiting.forSomeLock(
                    database, () -> server.get("/api/v1/whoami", viewer).statusCode());

            assertThat(code(server.get("/api/v1/whoami", viewer))).isEqualTo("503 server.too-busy");
            assertThat(server.get("/health/live").statusCode()).isEqualTo(200);

            holder.rollback();
            assertThat(waiting.join()).isEqualTo(200);
            assertThat(server.get("/api/v1/whoami", viewer).statusCode()).isEqualTo(200);
        }
    }

    @Test
    void a_body_that_trickles_in_is_given_up(TestDatabase database) throws IOException {
        var limits = new Limits(1_000, 1_000, 100, Duration.ofMillis(200));
        try (var server = LiveServer.on(database, config -> config.limiting(limits));
                var socket = new Socket(InetAddress.getLoopbackAddress(), port(server))) {
            socket.setSoTimeout(20_000);
            var out = socket.getOutputStream();
            out.write(("POST /api/v1/tokens HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                            + "Authorization: Bearer " + server.token(Role.ADMIN)
                            + "\r\nContent-Length: 100000\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
            var answer = CompletableFuture.supplyAsync(() -> line(socket));

            Waiting.until(() -> answer.isDone() || trickles(out));

            assertThat(answer.join()).contains("408");
        }
    }

    private static boolean trickles(java.io.OutputStream out) {
        try {
            out.write(' ');
            return false;
        } catch (IOException closed) {
            return true;
        }
    }

    private static String line(Socket socket) {
        try {
            var bytes = socket.getInputStream().readNBytes(20);
            return new String(bytes, StandardCharsets.US_ASCII);
        } catch (IOException broken) {
            throw new AssertionError(broken);
        }
    }

    private static int port(LiveServer server) {
        return Integer.parseInt(server.url().substring(server.url().lastIndexOf(':') + 1));
    }
}
