package dev.coppice.server;

import static dev.coppice.server.LiveServer.bearer;
import static dev.coppice.server.SettingsHost.ACME;
import static dev.coppice.server.SettingsHost.ANA;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coppice.ops.CoppiceException;
import dev.coppice.settings.Scope;
import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.PostgresTest.Isolation;
import dev.coppice.testkit.TestDatabase;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;

@PostgresTest(Isolation.DATABASE)
class TokenScopesTest {
    @Test
    void scopes_of_a_token_are_kept_listed_and_audited(TestDatabase database) {
        try (var server = LiveServer.on(database)) {
            var admin = server.token(Role.ADMIN);

            var made = create(
                    server,
                    admin,
                    "[{\"type\":\"user\",\"id\":\"" + ANA.toUpperCase(Locale.ROOT) + "\"},"
                            + "{\"type\":\"domain\",\"id\":\"" + ACME + "\",\"manages\":true}]");
            var listed = server.get("/api/v1/tokens", bearer(admin));

            var scopes = "\"scopes\":[{\"type\":\"domain\",\"id\":\"" + ACME + "\",\"manages\":true},"
                    + "{\"type\":\"user\",\"id\":\"" + ANA + "\",\"manages\":false}]";
            assertThat(made.statusCode()).isEqualTo(201);
            assertThat(listed.body()).contains(scopes).contains("\"scopes\":[]");
            String granted = server.write(db -> db.fetchSingle(
                            "SELECT after_state - 'expiresAt' FROM coppice.audit ORDER BY seq DESC LIMIT 1")
                    .get(0, String.class));
            assertThat(granted)
                    .isEqualTo("{\"role\": \"member\", \"scopes\": [\"user:" + ANA + "\"], \"manages\": [\"domain:"
                            + ACME + "\"]}");
        }
    }

    @Test
    void scopes_that_cannot_be_are_refused_and_leave_no_token(TestDatabase database) {
        try (var server = LiveServer.on(database)) {
            var admin = server.token(Role.ADMIN);
            var user = "{\"type\":\"user\",\"id\":\"" + ANA + "\"}";

            assertThat(List.of(
                            told(create(server, admin, "[{\"type\":\"planet\",\"id\":\"" + ANA + "\"}]")),
                            told(create(server, admin, "[{\"type\":\"user\",\"id\":\"4711\"}]")),
                            told(create(server, admin, "[" + user + "," + user + "]")),
                            told(create(server, admin, "[{\"type\":\"public\",\"id\":\"x\"}]")),
                            told(create(server, admin, "[{\"type\":\"user\"}]")),
                            told(create(server, admin, "[{\"type\":\"user\",\"id\":\"\"}]")),
                            told(create(server, admin, "[null]")),
                            told(create(server, admin, "[" + user.replace("}", ",\"manages\":\"true\"}") + "]"))))
                    .containsExactly(
                            "400 settings.unknown-scope",
                            "400 settings.bad-scope-id",
                            "400 token.invalid",
                            "400 request.invalid",
                            "400 request.invalid",
                            "400 request.invalid",
                            "400 request.malformed",
                            "400 request.malformed");
            int tokens = server.write(db -> db.fetchCount(org.jooq.impl.DSL.table("coppice.api_token")));
            assertThat(tokens).isEqualTo(1);
        }
    }

    @Test
    void two_scopes_of_one_type_are_told_in_words(TestDatabase database) {
        try (var server = LiveServer.on(database)) {
            var user = TokenScope.in(Scope.of("user", ANA));

            assertThatThrownBy(() -> server.issue(Role.MEMBER, user, TokenScope.managing(user.scope())))
                    .isInstanceOf(CoppiceException.class)
                    .hasMessage(
                            "The tokens were left as they are. A token has one scope of each type, and two were wanted "
                                    + "of one type. Nothing was changed. Correct it and try again.");
        }
    }

    @Test
    void member_has_no_console(TestDatabase database) {
        try (var server = LiveServer.on(database)) {
            var entered = server.form("/login", Map.of("token", server.token(Role.MEMBER)), request -> {});

            assertThat(entered.statusCode()).isEqualTo(403);
            assertThat(entered.headers().firstValue("Set-Cookie")).isEmpty();
            assertThat(entered.body())
                    .contains(
                            "No session was opened. The token has the role member, which uses settings over the API and "
                                    + "has no console.");
            assertThatThrownBy(() -> server.loginLink(Role.MEMBER))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("role must be viewer, operator or admin, was: member");
        }
    }

    @Test
    void member_reaches_nothing_of_the_api_but_settings_and_backups_of_what_it_owned(TestDatabase database) {
        try (var server = LiveServer.on(database)) {
            var viewer = bearer(server.token(Role.VIEWER));
            var member = bearer(server.issue(Role.MEMBER, TokenScope.in(Scope.of("user", ANA)))
                    .secret());
            var routes = new tools.jackson.databind.json.JsonMapper()
                    .readTree(server.get("/api/v1/routes", viewer).body())
                    .get("items");

            var open = routes.valueStream()
                    .filter(route -> !route.get("role").asString().equals("anonymous"))
                    .filter(route -> !route.get("role").asString().equals("member"))
                    .filter(route -> server.send(
                                            route.get("method").asString(),
                                            route.get("path").asString().replaceAll("\\{[a-z]+}", "1"),
                                            member)
                                    .statusCode()
                            != 403)
                    .map(route -> route.get("path").asString())
                    .toList();

            assertThat(open).isEmpty();
            assertThat(routes.valueStream()
                            .filter(route -> route.get("role").asString().equals("member"))
                            .map(route -> route.get("path").asString()))
                    .allMatch(path -> path.startsWith("/api/v1/settings/") || path.contains("/backups"))
                    .hasSize(19);
        }
    }

    private static HttpResponse<String> create(LiveServer server, String admin, String scopes) {
        return server.json(
                "POST",
                "/api/v1/tokens",
                "{\"name\":\"ana\",\"role\":\"member\",\"reason\":\"r\",\"scopes\":" + scopes + "}",
                admin);
    }

    private static String told(HttpResponse<String> answer) {
        return SettingsHost.code(answer);
    }
}
