package dev.coppice.server;

import static dev.coppice.server.LiveServer.bearer;
import static dev.coppice.server.LiveServer.cookie;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.PostgresTest.Isolation;
import dev.coppice.testkit.TestDatabase;
import java.net.http.HttpRequest;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

@PostgresTest(Isolation.DATABASE)
class LoginTest {
    @Test
    void looking_at_a_link_does_not_use_it_up(TestDatabase database) {
        try (var server = LiveServer.on(database)) {
            var link = server.loginLink(Role.ADMIN);

            assertThat(server.get(link).body()).contains("Open the console");
            assertThat(server.get(link).statusCode()).isEqualTo(200);

            assertThat(server.form(link, Map.of(), request -> {}).statusCode()).isEqualTo(303);
        }
    }

    @Test
    void link_opens_one_session_with_its_role_and_a_guarded_cookie(TestDatabase database) {
        try (var server = LiveServer.on(database)) {
            var link = server.loginLink(Role.OPERATOR);

            var entered = server.form(link, Map.of(), request -> {});
            var again = server.form(link, Map.of(), request -> {});

            var set = entered.headers().firstValue("Set-Cookie").orElseThrow();
            assertThat(set)
                    .matches("coppice_session=cops_[\\w-]{43}; Path=/; HttpOnly; SameSite=Strict; Max-Age=43200");
            assertThat(server.get("/api/v1/whoami", cookie(set.split(";", 2)[0]))
                            .body())
                    .isEqualTo(
                            "{\"name\":\"ana\",\"role\":\"operator\",\"via\":\"session\",\"version\":\"development\"}");
            assertThat(again.statusCode()).isEqualTo(403);
            assertThat(again.headers().firstValue("Set-Cookie")).isEmpty();
            assertThat(again.body())
                    .contains(
                            "The login link opens nothing. It is unknown, was used before, or is older than 15 minutes. "
                                    + "No session was opened. Start \"coppice up\" or \"coppice serve\" again, on a terminal or "
                                    + "with --login, for a new link, or log in with an API token.");
        }
    }

    @Test
    void expired_link_opens_nothing(TestDatabase database) {
        try (var server = LiveServer.on(database)) {
            var link = server.loginLink(Role.ADMIN);
            database.execute("UPDATE coppice.login_link SET created_at = now() - interval '16 min',"
                    + " expires_at = now() - interval '1 min'");

            assertThat(server.form(link, Map.of(), request -> {}).statusCode()).isEqualTo(403);
        }
    }

    @Test
    void secrets_are_stored_as_digests_alone(TestDatabase database) {
        try (var server = LiveServer.on(database)) {
            var link = server.loginLink(Role.ADMIN);
            var session = server.session(Role.ADMIN);
            var token = server.token(Role.ADMIN);

            var stored = server.write(db -> db.fetch("SELECT to_jsonb(t)::text FROM coppice.api_token t UNION ALL "
                            + "SELECT to_jsonb(l)::text FROM coppice.login_link l UNION ALL "
                            + "SELECT to_jsonb(s)::text FROM coppice.console_session s")
                    .toString());

            assertThat(stored)
                    .doesNotContain(token)
                    .doesNotContain(link.substring("/login/".length()))
                    .doesNotContain(session.substring("coppice_session=".length()));
        }
    }

    @Test
    void session_ends_by_idleness_by_age_and_by_logout(TestDatabase database) {
        try (var server = LiveServer.on(database)) {
            var idle = server.session(Role.VIEWER);
            database.execute("UPDATE coppice.console_session SET last_seen_at = now() - interval '61 min'");
            var old = server.session(Role.VIEWER);
            database.execute("UPDATE coppice.console_session SET created_at = now() - interval '13 h',"
                    + " expires_at = now() - interval '1 min'");
            var left = server.session(Role.VIEWER);
            var out = server.form("/logout", Map.of("form-token", formToken(server, left)), ours(server, left));

            assertThat(out.statusCode()).isEqualTo(303);
            assertThat(out.headers().firstValue("Set-Cookie").orElseThrow()).contains("Max-Age=0");
            for (var ended : new String[] {idle, old, left}) {
                assertThat(server.get("/", cookie(ended)).statusCode()).isEqualTo(401);
            }
        }
    }

    @Test
    void what_the_page_asks_by_itself_keeps_no_session_alive(TestDatabase database) {
        try (var server = LiveServer.on(database)) {
            var session = server.session(Role.VIEWER);
            database.execute("UPDATE coppice.console_session SET last_seen_at = now() - interval '59 min'");

            assertThat(server.get("/overview/numbers", cookie(session)).statusCode())
                    .isEqualTo(200);
            assertThat(idleMinutes(server)).isEqualTo(59);

            assertThat(server.get("/", cookie(session)).statusCode()).isEqualTo(200);
            assertThat(idleMinutes(server)).isZero();
        }
    }

    @Test
    void token_opens_a_session_that_ends_with_the_token(TestDatabase database) {
        try (var server = LiveServer.on(database)) {
            var issued = server.issue(Role.VIEWER);
            var entered = server.form("/login", Map.of("token", issued.secret()), request -> {});
            var session =
                    entered.headers().firstValue("Set-Cookie").orElseThrow().split(";", 2)[0];
            assertThat(server.get("/", cookie(session)).statusCode()).isEqualTo(200);

            server.write(db -> Tokens.in(db).revoke(issued.token().id(), "test", "over"));

            assertThat(server.get("/", cookie(session)).statusCode()).isEqualTo(401);
        }
    }

    @Test
    void forms_of_other_sites_and_without_token_are_refused(TestDatabase database) {
        try (var server = LiveServer.on(database)) {
            var session = server.session(Role.ADMIN);
            var token = Map.of("form-token", formToken(server, session));

            assertThat(logout(server, Map.of(), ours(server, session))).isEqualTo(403);
            assertThat(logout(server, Map.of("form-token", "guess"), ours(server, session)))
                    .isEqualTo(403);
            assertThat(logout(server, token, cookie(session))).isEqualTo(403);
            assertThat(logout(server, token, from("https://evil.example", session)))
                    .isEqualTo(403);
            assertThat(logout(server, token, from("null", session))).isEqualTo(403);
            assertThat(logout(server, token, fetched("cross-site", session))).isEqualTo(403);
            assertThat(logout(server, token, fetched("same-origin", session))).isEqualTo(303);
        }
    }

    @Test
    void link_posted_by_another_site_is_not_used_up(TestDatabase database) {
        try (var server = LiveServer.on(database)) {
            var link = server.loginLink(Role.ADMIN);

            assertThat(server.form(link, Map.of(), request -> request.header("Origin", "https://evil.example"))
                            .statusCode())
                    .isEqualTo(403);
            assertThat(server.form(link, Map.of(), request -> {}).statusCode()).isEqualTo(303);
        }
    }

    @Test
    void whoever_makes_a_link_or_session_removes_the_expired_ones_and_no_token(TestDatabase database) {
        try (var server = LiveServer.on(database)) {
            server.session(Role.ADMIN);
            server.loginLink(Role.ADMIN);
            server.token(Role.ADMIN);
            database.execute("UPDATE coppice.login_link SET created_at = now() - interval '25 h',"
                    + " used_at = NULL, expires_at = now() - interval '24 h 46 min';"
                    + "UPDATE coppice.console_session SET created_at = now() - interval '13 h',"
                    + " expires_at = now() - interval '1 s';"
                    + "UPDATE coppice.api_token SET created_at = now() - interval '2 d',"
                    + " expires_at = now() - interval '1 d'");

            server.loginLink(Role.VIEWER);

            assertThat(rows(server, "console_session")).isZero();
            assertThat(rows(server, "login_link")).isEqualTo(1);
            assertThat(rows(server, "api_token")).isEqualTo(1);

            var living = server.session(Role.VIEWER);
            server.session(Role.VIEWER);
            assertThat(server.get("/", cookie(living)).statusCode()).isEqualTo(200);
            assertThat(rows(server, "console_session")).isEqualTo(2);
        }
    }

    @Test
    void what_expired_is_removed_in_bounded_parts(TestDatabase database) {
        try (var server = LiveServer.on(database)) {
            database.execute("INSERT INTO coppice.login_link (name, role, secret_hash, created_at, expires_at)"
                    + " SELECT 'ana', 'viewer', sha256(n::text::bytea), now() - interval '2 d',"
                    + " now() - interval '2 d' + interval '1 min' FROM generate_series(1, 700) AS n");

            server.loginLink(Role.VIEWER);
            assertThat(rows(server, "login_link")).isEqualTo(201);

            server.loginLink(Role.VIEWER);
            assertThat(rows(server, "login_link")).isEqualTo(2);
        }
    }

    @Test
    void page_without_session_says_how_to_get_one(TestDatabase database) {
        try (var server = LiveServer.on(database)) {
            var answer = server.get("/", request -> request.header("Accept", "text/html"));

            assertThat(answer.statusCode()).isEqualTo(401);
            assertThat(answer.body())
                    .contains(
                            "<code>coppice up</code> and <code>coppice serve</code> print a link when they are started on a"
                                    + " terminal or with <code>--login</code>.")
                    .contains("<code>coppice token create --role viewer</code>");
        }
    }

    @Test
    void address_that_guesses_is_shut_out_and_others_are_not(TestDatabase database) {
        try (var server = LiveServer.on(database)) {
            var good = bearer(server.token(Role.VIEWER));
            for (int guess = 0; guess < 10; guess++) {
                var answer = server.getFrom("127.0.0.2", "/api/v1/whoami", bearer("cop_guess" + guess));
                assertThat(answer.statusCode()).isEqualTo(401);
            }

            var shut = server.getFrom("127.0.0.2", "/api/v1/whoami", good);

            assertThat(shut.statusCode()).isEqualTo(429);
            assertThat(Integer.parseInt(shut.headers().firstValue("Retry-After").orElseThrow()))
                    .isBetween(1, 60);
            assertThat(server.get("/api/v1/whoami", good).statusCode()).isEqualTo(200);
            assertThat(server.getFrom("127.0.0.2", "/health/live", request -> {})
                            .statusCode())
                    .isEqualTo(200);
        }
    }

    @Test
    void guesses_at_the_login_form_and_of_links_count_like_those_at_the_api(TestDatabase database) {
        try (var server = LiveServer.on(database)) {
            for (int guess = 0; guess < 5; guess++) {
                server.form("/login", Map.of("token", "cop_guess" + guess), request -> {});
                server.form("/login/copl_guess" + guess, Map.of(), request -> {});
            }

            assertThat(server.form("/login", Map.of("token", server.token(Role.VIEWER)), request -> {})
                            .statusCode())
                    .isEqualTo(429);
            assertThat(server.get("/api/v1/whoami", bearer(server.token(Role.VIEWER)))
                            .statusCode())
                    .isEqualTo(429);
        }
    }

    private static int logout(LiveServer server, Map<String, String> fields, Consumer<HttpRequest.Builder> from) {
        return server.form("/logout", fields, from).statusCode();
    }

    private static Consumer<HttpRequest.Builder> ours(LiveServer server, String session) {
        return from(server.url(), session);
    }

    private static Consumer<HttpRequest.Builder> from(String origin, String session) {
        return cookie(session).andThen(request -> request.header("Origin", origin));
    }

    private static Consumer<HttpRequest.Builder> fetched(String site, String session) {
        return cookie(session).andThen(request -> request.header("Sec-Fetch-Site", site));
    }

    private static String formToken(LiveServer server, String session) {
        var page = server.get("/", cookie(session)).body();
        var field = Pattern.compile("name=\"form-token\" value=\"([^\"]+)\"").matcher(page);
        assertThat(field.find()).isTrue();
        return field.group(1);
    }

    private static int rows(LiveServer server, String table) {
        return server.write(db -> db.fetchCount(org.jooq.impl.DSL.table(org.jooq.impl.DSL.name("coppice", table))));
    }

    private static int idleMinutes(LiveServer server) {
        return server.write(db -> db.fetchSingle(
                        "SELECT (extract(epoch FROM now() - last_seen_at) / 60)::int FROM coppice.console_session")
                .get(0, Integer.class));
    }
}
