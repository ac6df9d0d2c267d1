package dev.coppice.settings.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coppice.ops.CoppiceException;
import dev.coppice.settings.Document;
import dev.coppice.settings.client.ScriptedServer.Asked;
import dev.coppice.settings.client.ScriptedServer.Said;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the client asks, remembers and gives while the server is away. */
class SettingsClientTest {
    private static final String DARK = "{\"items\":[{\"name\":\"theme\",\"value\":{\"colour\":\"dark\"}}]}";
    private static final String LIGHT = "{\"items\":[{\"name\":\"theme\",\"value\":{\"colour\":\"light\"}}]}";

    private final ScriptedServer server = ScriptedServer.start();
    private final AtomicLong clock = new AtomicLong();
    private final SettingsClient client = SettingsClient.builder(server.address())
            .token("cop_secret")
            .maxAge(Duration.ofSeconds(5))
            .keepServing(Duration.ofMinutes(10))
            .nanoTime(clock::get)
            .build();

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void my_settings_are_those_of_the_token() {
        server.says(Said.json(200, DARK));
        var client = SettingsClient.builder(server.address())
                .token("cop_secret")
                .maxAge(Duration.ofSeconds(5))
                .keepServing(Duration.ofMinutes(10))
                .build();
        var theme = client.my("theme").asMap();
        assertThat(theme).containsExactly(java.util.Map.entry("colour", "dark"));
    }

    @Test
    void an_answer_is_not_asked_for_again_before_it_is_old() {
        server.says(Said.json(200, DARK).etag("\"a\""));
        pass(Duration.ZERO, "dark");
        pass(Duration.ofMillis(4_999), "dark");
        assertThat(server.asked()).hasSize(1);
    }

    @Test
    void an_old_answer_is_asked_for_by_its_etag_and_kept_when_nothing_has_changed() {
        server.says(Said.json(200, DARK).etag("\"a\""));
        pass(Duration.ZERO, "dark");
        server.says(Said.json(304, ""));
        pass(Duration.ofSeconds(5), "dark");
        pass(Duration.ofSeconds(4), "dark");
        server.says(Said.json(200, LIGHT).etag("\"b\""));
        pass(Duration.ofSeconds(1), "light");
        assertThat(server.asked()).extracting(Asked::ifNoneMatch).containsExactly(null, "\"a\"", "\"a\"");
    }

    @Test
    void the_token_goes_with_my_settings_and_not_with_public_ones() {
        server.says(Said.json(200, DARK));
        client.my("theme");
        client.publicly("theme");
        assertThat(server.asked())
                .containsExactly(
                        new Asked("/api/v1/settings/my?name=theme", "Bearer cop_secret", null),
                        new Asked("/api/v1/settings/public?name=theme", null, null));
    }

    @Test
    void my_settings_need_a_token() {
        var anonymous = SettingsClient.builder(server.address()).build();
        assertThatThrownBy(() -> anonymous.my("theme"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("my([theme]) needs a token: builder.token(…)");
        assertThat(server.asked()).isEmpty();
    }

    @Test
    void names_reach_the_server_as_they_are() {
        server.says(Said.json(200, DARK));
        client.publicly("a&name=b c/ü");
        assertThat(server.asked())
                .extracting(Asked::path)
                .containsExactly("/api/v1/settings/public?name=a%26name%3Db+c%2F%C3%BC");
    }

    @Test
    void answers_stand_position_by_position() {
        server.says(Said.json(200, """
                {"items":[{"name":"a","value":{"n":1.50}},{"name":"b","value":{}},{"name":"a","value":{"n":1.50}}]}"""));
        assertThat(client.publicly(List.of("a", "b", "a")))
                .extracting(Document::json)
                .containsExactly("{\"n\":1.50}", "{}", "{\"n\":1.50}");
    }

    @Test
    void a_document_as_deep_as_may_be_is_read() {
        var deep = "{\"d\":".repeat(Document.MAX_DEPTH - 1) + "{}" + "}".repeat(Document.MAX_DEPTH - 1);
        server.says(Said.json(200, "{\"items\":[{\"name\":\"a\",\"value\":" + deep + "}]}"));
        assertThat(client.publicly("a")).isEqualTo(Document.parse(deep));
    }

    @Test
    void the_last_answer_is_given_while_the_server_is_away_and_no_longer_than_agreed() {
        server.says(Said.json(200, DARK).etag("\"a\""));
        pass(Duration.ZERO, "dark");
        server.says(Said.json(503, ""));
        pass(Duration.ofSeconds(5), "dark");
        pass(Duration.ofMinutes(9), "dark");
        clock.addAndGet(Duration.ofMinutes(1).toNanos());
        refused(
                "settings.server-unreachable",
                "Settings were not read. It answered 503. Nothing was changed. Try again once"
                        + " the server's /health/ready says it is ready.");
        server.says(Said.json(200, LIGHT));
        pass(Duration.ZERO, "light");
    }

    @Test
    void a_server_that_is_not_there_is_told_so() {
        server.close();
        refused(
                "settings.server-unreachable",
                "Settings were not read. It did not answer. Nothing was changed. Try again"
                        + " once the server's /health/ready says it is ready.");
    }

    @Test
    void a_server_that_hangs_is_given_up() {
        var release = new CountDownLatch(1);
        server.says(Said.json(200, DARK).before(() -> await(release)));
        var impatient = SettingsClient.builder(server.address())
                .timeout(Duration.ofMillis(100))
                .build();
        assertThatExceptionOfType(CoppiceException.class)
                .isThrownBy(() -> impatient.publicly("theme"))
                .returns("settings.server-unreachable", CoppiceException::code);
        release.countDown();
    }

    @Test
    void a_server_that_stalls_in_the_midst_of_its_answer_is_given_up() {
        var release = new CountDownLatch(1);
        server.says(Said.json(200, DARK).inTheMidst(() -> await(release)));
        var impatient = SettingsClient.builder(server.address())
                .timeout(Duration.ofMillis(100))
                .build();
        assertThatExceptionOfType(CoppiceException.class)
                .isThrownBy(() -> impatient.publicly("theme"))
                .returns("settings.server-unreachable", CoppiceException::code);
        release.countDown();
    }

    @Test
    void while_one_thread_asks_the_others_are_given_the_last_answer() throws Exception {
        server.says(Said.json(200, DARK));
        pass(Duration.ZERO, "dark");
        var asked = new CountDownLatch(1);
        var release = new CountDownLatch(1);
        server.says(Said.json(200, LIGHT).before(() -> {
            asked.countDown();
            await(release);
        }));
        clock.addAndGet(Duration.ofSeconds(5).toNanos());
        try (var pool = Executors.newVirtualThreadPerTaskExecutor()) {
            var first = pool.submit(() -> client.my("theme").json());
            asked.await();
            pass(Duration.ZERO, "dark");
            release.countDown();
            assertThat(first.get()).isEqualTo("{\"colour\":\"light\"}");
        }
        assertThat(server.asked()).hasSize(2);
    }

    @Test
    void what_has_failed_is_not_tried_again_at_once() {
        server.says(Said.json(200, DARK));
        pass(Duration.ZERO, "dark");
        server.says(Said.json(429, ""));
        pass(Duration.ofSeconds(5), "dark");
        pass(Duration.ofMillis(999), "dark");
        assertThat(server.asked()).hasSize(2);
        pass(Duration.ofMillis(1), "dark");
        assertThat(server.asked()).hasSize(3);
    }

    @Test
    void threads_that_waited_for_a_request_that_failed_do_not_try_one_by_one() throws Exception {
        var threads = 20;
        var begun = new CountDownLatch(threads);
        server.says(Said.json(503, "").before(() -> {
            await(begun);
            clock.incrementAndGet();
        }));
        try (var pool = Executors.newVirtualThreadPerTaskExecutor()) {
            var reads = java.util.stream.IntStream.range(0, threads)
                    .mapToObj(number -> pool.submit(() -> {
                        begun.countDown();
                        return client.my("theme").json();
                    }))
                    .toList();
            for (var read : reads) {
                assertThatThrownBy(read::get).hasRootCauseInstanceOf(CoppiceException.class);
            }
        }
        assertThat(server.asked().size()).isLessThan(threads);
    }

    @Test
    void what_the_server_refuses_keeps_its_code_and_is_not_remembered() {
        server.says(Said.json(401, "{\"code\":\"access.credential-refused\",\"detail\":\"The token has expired.\"}"));
        refused("access.credential-refused", "Settings were not read. The server answered 401: The token has expired.");
        server.says(Said.json(200, DARK));
        pass(Duration.ZERO, "dark");
    }

    @Test
    void a_refusal_is_not_hidden_behind_the_last_answer() {
        server.says(Said.json(200, DARK));
        pass(Duration.ZERO, "dark");
        clock.addAndGet(Duration.ofSeconds(5).toNanos());
        server.says(Said.json(401, "{\"code\":\"access.credential-refused\"}"));
        refused("access.credential-refused", "Settings were not read. The server answered 401.");
    }

    @Test
    void what_is_not_an_answer_of_ours_is_taken_for_none() {
        for (var strange :
                List.of("", "<html>", "[]", "{\"items\":[]}", "{\"items\":[{\"value\":3}]}", "{\"items\":5}")) {
            server.says(Said.json(200, strange));
            refused(
                    "settings.server-unreachable",
                    "Settings were not read. Its answer is not that of a Coppice server."
                            + " Nothing was changed. Try again once the server's /health/ready says it is ready.");
        }
    }

    @Test
    void threads_that_want_one_answer_wait_for_one_request() throws Exception {
        var threads = 20;
        var begun = new CountDownLatch(threads);
        server.says(Said.json(200, DARK).before(() -> await(begun)));
        try (var pool = Executors.newVirtualThreadPerTaskExecutor()) {
            var reads = java.util.stream.IntStream.range(0, threads)
                    .mapToObj(number -> pool.submit(() -> {
                        begun.countDown();
                        return client.my("theme").json();
                    }))
                    .toList();
            for (Future<String> read : reads) {
                assertThat(read.get()).isEqualTo("{\"colour\":\"dark\"}");
            }
        }
        assertThat(server.asked()).hasSize(1);
    }

    @Test
    void what_was_forgotten_is_asked_for_again() {
        server.says(Said.json(200, DARK));
        pass(Duration.ZERO, "dark");
        server.says(Said.json(200, LIGHT));
        client.forget();
        pass(Duration.ZERO, "light");
    }

    @Test
    void settings_that_cannot_be_are_refused_when_the_client_is_built() {
        assertThatThrownBy(() -> SettingsClient.builder(URI.create("ftp://127.0.0.1")))
                .hasMessage("server must begin with http:// or https://, was: ftp://127.0.0.1");
        var builder = SettingsClient.builder(server.address());
        assertThatThrownBy(() -> builder.maxAge(Duration.ofSeconds(-1)))
                .hasMessage("maxAge must not be negative, was: PT-1S");
        assertThatThrownBy(() -> builder.timeout(Duration.ZERO))
                .hasMessage("timeout must be more than zero, was: PT0S");
    }

    private void pass(Duration time, String colour) {
        clock.addAndGet(time.toNanos());
        assertThat(client.my("theme")).isEqualTo(Document.parse("{\"colour\":\"" + colour + "\"}"));
    }

    private void refused(String code, String message) {
        assertThatExceptionOfType(CoppiceException.class)
                .isThrownBy(() -> client.my("theme"))
                .returns(code, CoppiceException::code)
                .withMessage(message);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }
}
