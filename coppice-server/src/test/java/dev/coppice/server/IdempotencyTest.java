package dev.coppice.server;

import static dev.coppice.server.LiveServer.bearer;
import static dev.coppice.server.TenantServer.code;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.testkit.ExpectedLog;
import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.PostgresTest.Isolation;
import dev.coppice.testkit.TestDatabase;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.Test;
import org.slf4j.event.Level;

/** Requests with a key: carried out once, whatever happens. */
@PostgresTest(Isolation.DATABASE)
class IdempotencyTest {
    private static final String DEFINITIONS = "/api/v1/settings/definitions";
    private static final String THEME = "{\"name\":\"theme\"}";

    private final TestDatabase database;

    IdempotencyTest(TestDatabase database) {
        this.database = database;
    }

    @Test
    void the_same_request_is_answered_again_and_not_carried_out_again() {
        try (var server = LiveServer.on(database)) {
            var admin = server.token(Role.ADMIN);

            var first = post(server, admin, "k1", THEME);
            var second = post(server, admin, "k1", THEME);

            assertThat(first.statusCode()).as(first.body()).isEqualTo(201);
            assertThat(first.headers().firstValue("Idempotency-Replayed")).isEmpty();
            assertThat(second.statusCode()).isEqualTo(201);
            assertThat(second.body()).isEqualTo(first.body());
            assertThat(second.headers().firstValue("Idempotency-Replayed")).contains("true");
            assertThat(second.headers().firstValue("ETag"))
                    .isEqualTo(first.headers().firstValue("ETag"));
            assertThat(definitions(server)).containsExactly("theme");
        }
    }

    @Test
    void an_answer_outlives_its_server() {
        String admin;
        String answer;
        try (var server = LiveServer.on(database)) {
            admin = server.token(Role.ADMIN);
            answer = post(server, admin, "k1", THEME).body();
        }
        try (var server = LiveServer.on(database)) {
            assertThat(post(server, admin, "k1", THEME).body()).isEqualTo(answer);
        }
    }

    @Test
    void a_key_belongs_to_one_request_of_one_caller() {
        try (var server = LiveServer.on(database)) {
            var admin = server.token(Role.ADMIN);
            post(server, admin, "k1", THEME);

            var other = post(server, admin, "k1", "{\"name\":\"font\"}");
            var elsewhere = send(server, admin, DEFINITIONS + "?x=1", "k1", THEME);
            var another = post(server, server.token(Role.ADMIN), "k1", "{\"name\":\"size\"}");

            assertThat(code(other)).isEqualTo("422 idempotency.other-request");
            assertThat(code(elsewhere)).isEqualTo("422 idempotency.other-request");
            assertThat(another.statusCode()).isEqualTo(201);
            assertThat(definitions(server)).containsExactly("size", "theme");
        }
    }

    @Test
    void keys_that_cannot_be_are_refused() {
        try (var server = LiveServer.on(database)) {
            var admin = server.token(Role.ADMIN);
            for (var key : List.of("", "two words", "x".repeat(201))) {
                assertThat(code(post(server, admin, key, THEME))).as(key).isEqualTo("400 request.invalid");
            }
            assertThat(definitions(server)).isEmpty();
        }
    }

    @Test
    void what_was_refused_and_changed_nothing_may_be_sent_again_with_its_key() {
        try (var server = LiveServer.on(database)) {
            var admin = server.token(Role.ADMIN);
            post(server, admin, "k1", THEME);

            var refused = post(server, admin, "k2", THEME);
            database.execute("DELETE FROM coppice.setting_definition");
            var again = post(server, admin, "k2", THEME);

            assertThat(code(refused)).isEqualTo("409 settings.duplicate");
            assertThat(again.statusCode()).as(again.body()).isEqualTo(201);
        }
    }

    @Test
    void a_secret_is_not_kept_and_not_made_twice() {
        try (var server = LiveServer.on(database)) {
            var admin = server.token(Role.ADMIN);
            var body = "{\"name\":\"made\",\"role\":\"viewer\",\"reason\":\"a test\"}";

            var first = send(server, admin, "/api/v1/tokens", "k1", body);
            var second = send(server, admin, "/api/v1/tokens", "k1", body);

            var secret = TenantServer.json(first).get("secret").asString();
            assertThat(code(second)).isEqualTo("409 idempotency.withheld");
            assertThat(second.body()).contains("\"effect\":\"committed\"");
            assertThat(count("coppice.api_token WHERE name = 'made'")).isEqualTo(1);
            assertThat(count("coppice.keyed_request AS r WHERE r::text LIKE '%" + secret + "%'"))
                    .isZero();
        }
    }

    /** The first is stopped where it waits for a lock; the second comes to another server while it does. */
    @Test
    void of_two_equal_requests_at_once_the_second_is_told_to_wait() throws Exception {
        try (var server = LiveServer.on(database);
                var other = LiveServer.on(database);
                var holder = database.connect()) {
            var admin = server.token(Role.ADMIN);
            holder.setAutoCommit(false);
            try (var lock = holder.createStatement()) {
                lock.execute("LOCK TABLE coppice.setting_definition IN ACCESS EXCLUSIVE MODE");
            }

            var first = CompletableFuture.supplyAsync(() -> post(server, admin, "k1", THEME));
            Waiting.until(() -> begun() == 1);
            var second = post(other, admin, "k1", THEME);
            holder.rollback();

            assertThat(code(second)).isEqualTo("409 idempotency.in-progress");
            assertThat(first.join().statusCode()).isEqualTo(201);
            assertThat(post(other, admin, "k1", THEME).statusCode()).isEqualTo(201);
            assertThat(definitions(server)).containsExactly("theme");
        }
    }

    @Test
    void twenty_equal_requests_at_once_make_one_thing() {
        try (var server = LiveServer.on(database)) {
            var admin = server.token(Role.ADMIN);

            var answers = Stream.generate(() -> CompletableFuture.supplyAsync(() -> post(server, admin, "k1", THEME)))
                    .limit(20)
                    .toList()
                    .stream()
                    .map(CompletableFuture::join)
                    .map(TenantServer::code)
                    .distinct()
                    .toList();

            assertThat(answers).contains("201 ").isSubsetOf("201 ", "409 idempotency.in-progress");
            assertThat(definitions(server)).containsExactly("theme");
        }
    }

    @Test
    void a_request_whose_server_died_is_unknown_and_never_carried_out_again() {
        try (var server = LiveServer.on(database)) {
            var admin = server.token(Role.ADMIN);
            post(server, admin, "k1", THEME);
            database.execute("UPDATE coppice.keyed_request SET answered_at = NULL, status = NULL, headers = NULL,"
                    + " type = NULL, body = NULL; DELETE FROM coppice.setting_definition");

            assertThat(code(post(server, admin, "k1", THEME))).isEqualTo("409 idempotency.in-progress");

            database.execute("UPDATE coppice.keyed_request SET alive_at = now() - interval '3 min'");
            var unknown = post(server, admin, "k1", THEME);

            assertThat(code(unknown)).isEqualTo("409 idempotency.unknown");
            assertThat(unknown.body()).contains("\"effect\":\"unknown\",\"retry\":\"never\"");
            assertThat(definitions(server)).isEmpty();
        }
    }

    @Test
    void what_only_reads_is_carried_out_each_time_and_kept_nowhere() {
        try (var server = LiveServer.on(database)) {
            var admin = server.token(Role.ADMIN);
            var search = DEFINITIONS + "/search";

            var before = send(server, admin, search, "k1", "{}");
            post(server, admin, "k2", THEME);
            var after = send(server, admin, search, "k1", "{}");

            assertThat(before.statusCode()).as(before.body()).isEqualTo(200);
            assertThat(before.body()).doesNotContain("theme");
            assertThat(after.body()).contains("theme");
            assertThat(begun()).isEqualTo(1);
        }
    }

    @Test
    void a_form_that_is_sent_twice_is_carried_out_once_and_leads_to_the_same_page() {
        try (var server = LiveServer.on(database)) {
            var ana = new ConsoleSession(server, Role.ADMIN);
            String[] fields = {"name", "theme", "schema", "", "reason", "launch", "once", "o1"};

            var first = ana.send("/settings/define", fields);
            var second = ana.send("/settings/define", fields);
            var another = ana.send("/settings/define", "name", "theme", "schema", "", "reason", "x", "once", "o2");
            var other = ana.send("/settings/define", "name", "font", "schema", "", "reason", "x", "once", "o1");

            assertThat(first.statusCode()).as(first.body()).isEqualTo(303);
            assertThat(second.statusCode()).isEqualTo(303);
            assertThat(second.headers().firstValue("Location"))
                    .isEqualTo(first.headers().firstValue("Location"));
            assertThat(second.headers().firstValue("Idempotency-Replayed")).contains("true");
            assertThat(another.statusCode()).as("carried out, and refused").isEqualTo(409);
            assertThat(other.statusCode()).isEqualTo(422);
            assertThat(other.body()).contains("Its idempotency key was sent before");
            assertThat(definitions(server)).containsExactly("theme");
        }
    }

    @Test
    void a_page_that_says_why_a_form_was_refused_is_said_again_and_kept_nowhere() {
        try (var server = LiveServer.on(database)) {
            var ana = new ConsoleSession(server, Role.ADMIN);
            String[] fields = {"name", "", "schema", "", "reason", "launch", "once", "o1"};

            var first = ana.send("/settings/define", fields);
            var second = ana.send("/settings/define", fields);

            assertThat(first.statusCode()).isBetween(400, 499);
            assertThat(second.statusCode()).isEqualTo(first.statusCode());
            assertThat(ConsoleSession.text(second)).isEqualTo(ConsoleSession.text(first));
            assertThat(begun()).isZero();
            assertThat(ana.send("/settings/define", "name", "theme", "schema", "", "reason", "x", "once", "a b")
                            .statusCode())
                    .isEqualTo(400);
        }
    }

    @Test
    void keys_are_forgotten_after_a_day() {
        try (var server = LiveServer.on(database)) {
            var admin = server.token(Role.ADMIN);
            post(server, admin, "k1", THEME);
            post(server, admin, "k2", "{\"name\":\"font\"}");
            database.execute("UPDATE coppice.keyed_request SET begun_at = now() - interval '2 d',"
                    + " expires_at = now() - interval '1 s'");

            assertThat(post(server, admin, "k1", "{\"name\":\"size\"}").statusCode())
                    .isEqualTo(201);
            server.work();

            Waiting.until(() -> begun() == 1);
        }
    }

    @Test
    @ExpectedLog(value = Level.WARN, containing = "could not be kept")
    void an_answer_that_could_not_be_kept_is_still_given_and_the_request_not_repeated() {
        try (var server = LiveServer.on(database)) {
            var admin = server.token(Role.ADMIN);
            database.execute("CREATE FUNCTION coppice.fail() RETURNS trigger LANGUAGE plpgsql AS"
                    + " 'BEGIN RAISE EXCEPTION ''no''; END';"
                    + "CREATE TRIGGER fail BEFORE UPDATE ON coppice.keyed_request"
                    + " FOR EACH ROW EXECUTE FUNCTION coppice.fail()");

            var first = post(server, admin, "k1", THEME);

            assertThat(first.statusCode()).as(first.body()).isEqualTo(201);
            assertThat(code(post(server, admin, "k1", THEME))).isEqualTo("409 idempotency.in-progress");
            assertThat(definitions(server)).containsExactly("theme");
        }
    }

    private long begun() {
        return count("coppice.keyed_request");
    }

    private long count(String rows) {
        return DSL.using(database.dataSource(), SQLDialect.POSTGRES)
                .fetchSingle("SELECT count(*) FROM " + rows)
                .get(0, Long.class);
    }

    private static List<String> definitions(LiveServer server) {
        return server.write(db -> db.fetch("SELECT name FROM coppice.setting_definition ORDER BY name")
                .getValues(0, String.class));
    }

    private static HttpResponse<String> post(LiveServer server, String token, String key, String body) {
        return send(server, token, DEFINITIONS, key, body);
    }

    private static HttpResponse<String> send(LiveServer server, String token, String path, String key, String body) {
        return server.send(
                "POST",
                path,
                bearer(token)
                        .andThen(request -> request.POST(BodyPublishers.ofString(body))
                                .header("Content-Type", "application/json")
                                .header("Coppice-Reason", "a test")
                                .header("Idempotency-Key", key)));
    }
}
