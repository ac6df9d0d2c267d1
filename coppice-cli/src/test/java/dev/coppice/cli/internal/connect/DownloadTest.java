package dev.coppice.cli.internal.connect;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import dev.coppice.ops.CoppiceException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** How long a file is waited for, and how much of a document is taken. */
class DownloadTest {
    private static final Duration AT_ONCE = Duration.ofMillis(1);
    private static final Duration SOON = Duration.ofMillis(300);
    private static final Duration LONG = Duration.ofMinutes(1);
    private static final int MEGABYTE = 1024 * 1024;

    @Test
    void a_file_may_take_longer_to_be_made_than_a_document() {
        try (var server = StandIn.answering(200, "application/zip", "a file")) {
            var out = new ByteArrayOutputStream();

            assertThat(remote(server, AT_ONCE, LONG).download(Call.get("backups", 1, "download"), out))
                    .isEqualTo(6);
            assertThat(out.toString(UTF_8)).isEqualTo("a file");
        }
    }

    @Test
    void a_file_that_stops_coming_is_given_up() {
        var over = new CountDownLatch(1);
        try (var server = StandIn.handling(exchange -> stall(exchange, over))) {
            var out = new ByteArrayOutputStream();

            assertThatThrownBy(() -> remote(server, LONG, Duration.ofMillis(200))
                            .download(Call.get("backups", 1, "download"), out))
                    .isInstanceOf(CoppiceException.class)
                    .hasMessageContaining("was lost before its answer was here.");
            assertThat(out.toString(UTF_8)).isEqualTo("half");
            over.countDown();
        }
    }

    @Test
    void a_document_that_does_not_end_is_given_up_and_not_asked_for_again() {
        try (var server = StandIn.handling(DownloadTest::endless)) {
            assertThatThrownBy(() -> remote(server, LONG, LONG).ask(Call.post("freeze"), Map.class))
                    .isInstanceOf(CoppiceException.class)
                    .hasMessageContaining("Its answer to POST /api/v1/freeze is not what this command understands.")
                    .hasMessageContaining("Whether the change was made is unknown.");
            assertThat(server.asked())
                    .filteredOn(asked -> asked.line().startsWith("POST"))
                    .hasSize(1);
        }
    }

    private static void stall(HttpExchange exchange, CountDownLatch over) throws IOException {
        exchange.sendResponseHeaders(200, 0);
        exchange.getResponseBody().write("half".getBytes(UTF_8));
        exchange.getResponseBody().flush();
        try {
            over.await();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
        exchange.close();
    }

    private static void endless(HttpExchange exchange) throws IOException {
        exchange.sendResponseHeaders(200, 0);
        try (var body = exchange.getResponseBody()) {
            for (int megabyte = 0; megabyte < 70; megabyte++) {
                body.write(new byte[MEGABYTE]);
            }
        }
    }

    @Test
    void an_act_that_nothing_is_heard_of_is_asked_for_again_under_its_key() {
        var over = new CountDownLatch(1);
        var first = new AtomicBoolean(true);
        try (var server = StandIn.handling(exchange -> {
            if (first.getAndSet(false)) {
                await(over, LONG);
            }
            answer(exchange);
        })) {
            var answer = remote(server, new Remote.Terms(LONG, SOON, LONG, LONG, note -> {}))
                    .ask(Call.post("freeze"), Map.class);

            over.countDown();
            assertThat(String.valueOf(answer)).isEqualTo("{frozen=true}");
            assertThat(server.asked())
                    .hasSizeGreaterThan(1)
                    .containsOnly(server.asked().getFirst());
        }
    }

    @Test
    void an_act_that_nothing_is_ever_heard_of_has_an_unknown_end() {
        var over = new CountDownLatch(1);
        try (var server = StandIn.handling(exchange -> await(over, LONG))) {
            assertThatThrownBy(() -> remote(server, new Remote.Terms(LONG, SOON, LONG, Duration.ZERO, note -> {}))
                            .ask(Call.post("freeze"), Map.class))
                    .hasMessageContaining("Whether the change was made is unknown.");
            over.countDown();
            assertThat(server.asked()).hasSize(2);
        }
    }

    @Test
    void a_question_that_takes_long_is_asked_once() {
        try (var server = StandIn.handling(exchange -> {
            await(new CountDownLatch(1), SOON.multipliedBy(3));
            answer(exchange);
        })) {
            remote(server, new Remote.Terms(LONG, SOON, LONG, LONG, note -> {}))
                    .ask(Call.question("archives", 1, "verify"), Map.class);

            assertThat(server.asked()).hasSize(1);
        }
    }

    private static boolean await(CountDownLatch latch, Duration longest) {
        try {
            return latch.await(longest.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static void answer(HttpExchange exchange) throws IOException {
        var bytes = "{\"frozen\":true}".getBytes(UTF_8);
        exchange.sendResponseHeaders(200, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private static Remote remote(StandIn server, Duration read, Duration idle) {
        return remote(server, new Remote.Terms(read, LONG, idle, LONG, note -> {}));
    }

    private static Remote remote(StandIn server, Remote.Terms terms) {
        var address = ServerAddress.parse("http://127.0.0.1:" + server.port(), "a test");
        return new Remote(address, "cop_secret", Optional.empty(), terms);
    }
}
