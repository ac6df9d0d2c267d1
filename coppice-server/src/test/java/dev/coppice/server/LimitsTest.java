package dev.coppice.server;

import static dev.coppice.server.LiveServer.bearer;
import static dev.coppice.server.TenantServer.code;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.coppice.control.CoppiceYaml;
import dev.coppice.ops.CoppiceException;
import dev.coppice.server.ServerConfig.AtOnce;
import dev.coppice.server.ServerConfig.Limits;
import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.PostgresTest.Isolation;
import dev.coppice.testkit.TestDatabase;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

@PostgresTest(Isolation.DATABASE)
class LimitsTest {
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final String WHOAMI = "/api/v1/whoami";
    private static final String TOKENS = "/api/v1/tokens";
    private static final String PUBLIC = "/api/v1/settings/public?name=theme";
    private static final String ONE = "127.0.0.2";
    private static final String OTHER = "127.0.0.3";

    private final TestDatabase database;

    LimitsTest(TestDatabase database) {
        this.database = database;
    }

    @Test
    void a_caller_who_asks_too_much_waits_and_others_do_not() {
        try (var server = server(new Limits(1, 5, AtOnce.USUAL, LONG))) {
            var greedy = bearer(server.token(Role.VIEWER));

            var answers = answers(20, () -> server.get(WHOAMI, greedy));

            assertThat(answers.subList(0, 5))
                    .allSatisfy(answer -> assertThat(answer.statusCode()).isEqualTo(200));
            var refused = refused(answers);
            assertThat(code(refused)).isEqualTo("429 access.too-fast");
            assertThat(refused.headers().firstValue("Retry-After")).contains("1");
            assertThat(refused.body())
                    .contains("The request was not carried out. More requests came with this credential, or from this"
                            + " address, than one caller may send. Nothing was changed. Ask again after 1 s, and go on"
                            + " more slowly.");
            assertThat(server.get("/health/live", greedy).statusCode()).isEqualTo(200);
            assertThat(server.get(WHOAMI, bearer(server.token(Role.VIEWER))).statusCode())
                    .isEqualTo(200);
        }
    }

    @Test
    void what_there_is_not_counts_as_what_there_is() {
        try (var server = server(new Limits(1, 5, AtOnce.USUAL, LONG))) {
            var nowhere = answers(20, () -> server.getFrom(ONE, "/api/v1/nothing", request -> {}));
            assertThat(nowhere.subList(0, 5))
                    .allSatisfy(answer -> assertThat(code(answer)).isEqualTo("404 request.unknown-route"));
            assertThat(code(refused(nowhere))).isEqualTo("429 access.too-fast");

            var wrong = answers(20, () -> server.send("PUT", WHOAMI, request -> {}));
            assertThat(code(wrong.getFirst())).isEqualTo("405 request.wrong-method");
            assertThat(code(refused(wrong))).isEqualTo("429 access.too-fast");
            assertThat(refused(wrong).headers().firstValue("Allow")).isEmpty();
        }
    }

    @Test
    void made_up_credentials_are_all_of_their_address_and_keep_nobody_known_from_it() {
        try (var server = server(new Limits(1, 5, AtOnce.USUAL, LONG))) {
            var known = bearer(server.token(Role.VIEWER));
            assertThat(server.getFrom(ONE, WHOAMI, known).statusCode()).isEqualTo(200);

            var answers = IntStream.range(0, 20)
                    .mapToObj(i -> server.getFrom(ONE, WHOAMI, cookie("cops_made-up" + i)))
                    .toList();

            assertThat(code(refused(answers))).isEqualTo("429 access.too-fast");
            assertThat(server.getFrom(ONE, WHOAMI, known).statusCode()).isEqualTo(200);
            assertThat(code(server.getFrom(OTHER, WHOAMI, cookie("cops_made-up"))))
                    .isEqualTo("401 access.credential-missing");
        }
    }

    @Test
    void a_good_token_between_guesses_takes_none_of_them_back_and_is_itself_let_in() {
        try (var server = LiveServer.on(database)) {
            var good = bearer(server.token(Role.VIEWER));
            for (int guess = 0; guess < 10; guess++) {
                assertThat(code(server.getFrom(ONE, WHOAMI, bearer("cop_guess" + guess))))
                        .isEqualTo("401 access.credential-refused");
                assertThat(server.getFrom(ONE, WHOAMI, good).statusCode()).isEqualTo(200);
            }

            var shut = server.getFrom(ONE, WHOAMI, bearer("cop_guess11"));

            assertThat(code(shut)).isEqualTo("429 access.throttled");
            assertThat(server.getFrom(ONE, WHOAMI, good).statusCode()).isEqualTo(200);
            assertThat(code(server.getFrom(ONE, WHOAMI, bearer(server.token(Role.VIEWER)))))
                    .isEqualTo("429 access.throttled");
        }
    }

    @Test
    void the_same_wrong_token_again_and_again_is_one_guess() {
        try (var server = LiveServer.on(database)) {
            for (int time = 0; time < 12; time++) {
                assertThat(code(server.getFrom(ONE, WHOAMI, bearer("cop_old"))))
                        .isEqualTo("401 access.credential-refused");
            }
            assertThat(server.getFrom(ONE, WHOAMI, bearer(server.token(Role.VIEWER)))
                            .statusCode())
                    .isEqualTo(200);
        }
    }

    @Test
    void more_requests_than_the_server_carries_out_are_refused_and_health_is_told() throws Exception {
        var limits = new Limits(1_000, 1_000, new AtOnce(1, 16, 64, 50, 16), LONG);
        try (var server = server(limits);
                var holder = database.connect()) {
            var viewer = bearer(server.token(Role.VIEWER));
            server.get(WHOAMI, viewer);
            holder.setAutoCommit(false);
            try (var lock = holder.createStatement()) {
                lock.execute("LOCK TABLE coppice.api_token IN ACCESS EXCLUSIVE MODE");
            }
            var waiting = Waiting.forSomeLock(
                    database, () -> server.get(WHOAMI, viewer).statusCode());

            var refused = server.get(WHOAMI, viewer);
            assertThat(code(refused)).isEqualTo("503 server.too-busy");
            assertThat(refused.headers().firstValue("Retry-After")).contains("2");
            assertThat(server.get("/health/live").statusCode()).isEqualTo(200);

            holder.rollback();
            assertThat(waiting.join()).isEqualTo(200);
            assertThat(server.get(WHOAMI, viewer).statusCode()).isEqualTo(200);
        }
    }

    @Test
    void an_address_has_so_many_requests_under_way_until_it_is_known_whose_they_are() throws Exception {
        var limits = new Limits(1_000, 1_000, new AtOnce(64, 2, 64, 50, 16), LONG);
        try (var server = server(limits)) {
            var known = bearer(server.token(Role.VIEWER));
            server.getFrom(ONE, WHOAMI, known);
            try (var first = slowForm(server);
                    var second = slowForm(server)) {
                Waiting.until(() -> server.getFrom(ONE, PUBLIC, request -> {}).statusCode() == 429);

                var refused = server.getFrom(ONE, PUBLIC, request -> {});
                assertThat(code(refused)).isEqualTo("429 access.too-many-at-once");
                assertThat(refused.body())
                        .contains("2 requests from this address are under way of which it is not known whose they are,"
                                + " and no more may be. Nothing was changed. Ask again after 2 s");
                assertThat(server.getFrom(ONE, "/health/ready", request -> {}).statusCode())
                        .isEqualTo(200);
                assertThat(server.getFrom(ONE, WHOAMI, known).statusCode()).isEqualTo(200);
                assertThat(server.getFrom(OTHER, PUBLIC, request -> {}).statusCode())
                        .isEqualTo(200);
            }
            Waiting.until(() -> server.getFrom(ONE, PUBLIC, request -> {}).statusCode() == 200);
        }
    }

    @Test
    void slow_bodies_take_no_place_of_who_is_served_and_few_of_those_that_receive() throws Exception {
        var limits = new Limits(1_000, 1_000, new AtOnce(3, 16, 64, 50, 2), LONG);
        try (var server = server(limits)) {
            var admin = server.token(Role.ADMIN);
            try (var first = slowToken(server, admin);
                    var second = slowToken(server, admin)) {
                Waiting.until(() -> create(server, "127.0.0.2", admin).statusCode() == 429);

                assertThat(code(create(server, ONE, admin))).isEqualTo("429 access.too-many-at-once");
                assertThat(server.getFrom(ONE, WHOAMI, bearer(admin)).statusCode())
                        .isEqualTo(200);
                assertThat(create(server, OTHER, admin).statusCode()).isEqualTo(201);
            }
        }
    }

    @Test
    void a_caller_has_so_many_requests_under_way() throws Exception {
        var limits = new Limits(1_000, 1_000, new AtOnce(64, 16, 2, 50, 16), LONG);
        try (var server = server(limits)) {
            var admin = server.token(Role.ADMIN);
            try (var first = slowToken(server, admin);
                    var second = slowToken(server, admin)) {
                Waiting.until(() -> server.get(WHOAMI, bearer(admin)).statusCode() == 429);

                assertThat(server.get(WHOAMI, bearer(admin)).body())
                        .contains("2 requests of this caller are under way, and no more may be.");
                assertThat(server.get(WHOAMI, bearer(server.token(Role.VIEWER))).statusCode())
                        .isEqualTo(200);
            }
        }
    }

    @Test
    void a_body_that_trickles_in_is_given_up() throws Exception {
        try (var server = server(new Limits(1_000, 1_000, AtOnce.USUAL, Duration.ofMillis(50)));
                var slow = slowToken(server, server.token(Role.ADMIN))) {
            var answer = CompletableFuture.supplyAsync(slow::answer);

            Waiting.until(() -> answer.isDone() || !slow.trickles());

            assertThat(answer.join()).contains("408");
        }
    }

    @Test
    void a_body_that_never_comes_is_given_up_as_soon() throws Exception {
        try (var server = server(new Limits(1_000, 1_000, AtOnce.USUAL, Duration.ofMillis(200)));
                var slow = slowToken(server, server.token(Role.ADMIN))) {
            long begun = System.nanoTime();

            assertThat(slow.answer()).contains("408");

            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(15));
        }
    }

    @Test
    void the_section_tells_what_is_wrong_with_it() {
        var yaml = new CoppiceYaml(List.of(Limits.SECTION));

        var some = yaml.parse("coppice.yaml", "limits: { per-second: 5, at-once: { caller: 8 } }")
                .find(Limits.SECTION)
                .orElseThrow();
        var refused = catchThrowableOfType(
                CoppiceException.class,
                () -> yaml.parse("coppice.yaml", "limits: { burst: 0, at-once: { bodies: -1 }, body-within: 11m }"));

        assertThat(some).isEqualTo(new Limits(5, 1_000, new AtOnce(256, 16, 8, 50, 16), LONG));
        assertThat(refused)
                .hasMessageContaining("limits.burst must lie between 1 and 1_000_000")
                .hasMessageContaining("limits.at-once.bodies must lie between 1 and 1_000_000")
                .hasMessageContaining("limits.body-within must be more than 0s and at most 10m");
        assertThat(yaml.parse("coppice.yaml", "limits: {}").find(Limits.SECTION))
                .contains(Limits.USUAL);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ServerConfig.pooled("jdbc:x", "x", "").limiting(new Limits(0, 1, AtOnce.USUAL, LONG)))
                .withMessage("per-second must lie between 1 and 1_000_000");
    }

    private LiveServer server(Limits limits) {
        return LiveServer.on(database, config -> config.limiting(limits));
    }

    private static SlowSender slowForm(LiveServer server) throws IOException {
        return SlowSender.from(ONE, server, "/login", "Content-Type: application/x-www-form-urlencoded\r\n");
    }

    private static SlowSender slowToken(LiveServer server, String token) throws IOException {
        return SlowSender.from(
                ONE, server, TOKENS, "Content-Type: application/json\r\nAuthorization: Bearer " + token + "\r\n");
    }

    private static HttpResponse<String> create(LiveServer server, String address, String token) {
        var body = "{\"name\":\"made\",\"role\":\"viewer\",\"reason\":\"a test\"}";
        return server.sendFrom(
                address,
                "POST",
                TOKENS,
                bearer(token)
                        .andThen(request -> request.POST(HttpRequest.BodyPublishers.ofString(body))
                                .header("Content-Type", "application/json")));
    }

    private static Consumer<HttpRequest.Builder> cookie(String secret) {
        return request -> request.header("Cookie", "coppice_session=" + secret);
    }

    private static List<HttpResponse<String>> answers(
            int times, java.util.function.Supplier<HttpResponse<String>> sent) {
        return IntStream.range(0, times).mapToObj(i -> sent.get()).toList();
    }

    private static HttpResponse<String> refused(List<HttpResponse<String>> answers) {
        return answers.stream()
                .filter(answer -> answer.statusCode() == 429)
                .findFirst()
                .orElseThrow();
    }
}
