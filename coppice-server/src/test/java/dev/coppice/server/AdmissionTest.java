package dev.coppice.server;

import static dev.coppice.server.LiveServer.bearer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.settings.Scope;
import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.PostgresTest.Isolation;
import dev.coppice.testkit.TestDatabase;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Walks every route of the table, so that one added later is covered by being there. */
@PostgresTest(Isolation.DATABASE)
class AdmissionTest {
    private static final JsonMapper JSON = new JsonMapper();
    private static final TokenScope USER =
            TokenScope.in(Scope.of("user", UUID.randomUUID().toString()));

    @Test
    void every_route_lets_in_exactly_its_roles(TestDatabase database) {
        try (var server = LiveServer.on(database)) {
            var routes = routes(server);
            assertThat(routes).hasSizeGreaterThan(100);
            assertThat(routes).extracting(route -> route.get("path").asString()).noneMatch(AdmissionTest::ofTargets);
            assertThat(wrong(server, routes)).isEmpty();
        }
    }

    @Test
    void every_route_of_targets_lets_in_exactly_its_roles(TestDatabase database) {
        try (var fleet = FleetServer.on(database)) {
            var routes = routes(fleet.live()).stream()
                    .filter(route -> ofTargets(route.get("path").asString()))
                    .toList();
            assertThat(routes).hasSizeGreaterThan(40);
            assertThat(wrong(fleet.live(), routes)).isEmpty();
        }
    }

    private static boolean ofTargets(String path) {
        return path.contains("/targets") || path.endsWith("/freezes");
    }

    private static List<String> wrong(LiveServer server, List<JsonNode> routes) {
        var wrong = new ArrayList<String>();
        var credentials = credentials(server);
        for (var route : routes) {
            for (var credential : credentials.entrySet()) {
                var caller = credential.getKey();
                var answer = call(server, route, credential.getValue());
                int expected = expected(route, caller);
                if (expected == 200 ? !letIn(answer) : answer.statusCode() != expected) {
                    wrong.add(route.get("method").asString() + " "
                            + route.get("path").asString() + " as " + caller + ": " + answer.statusCode() + " "
                            + answer.body());
                }
            }
        }
        return wrong;
    }

    /** Whoever is let in is answered, or told what else is wrong with a request that says next to nothing. */
    private static boolean letIn(HttpResponse<String> answer) {
        return answer.statusCode() < 500 && !answer.body().contains("\"code\":\"access.");
    }

    private enum Caller {
        NOBODY,
        BAD,
        EXPIRED,
        REVOKED,
        MEMBER,
        VIEWER,
        OPERATOR,
        ADMIN
    }

    private static List<JsonNode> routes(LiveServer server) {
        var body =
                server.get("/api/v1/routes", bearer(server.token(Role.VIEWER))).body();
        return JSON.readTree(body).get("items").valueStream().toList();
    }

    private static int expected(JsonNode route, Caller caller) {
        var needed = route.get("role").asString();
        if (needed.equals("anonymous")) {
            return 200;
        }
        if (caller.compareTo(Caller.MEMBER) < 0) {
            return 401;
        }
        return Role.valueOf(caller.name()).includes(Role.of(needed)) ? 200 : 403;
    }

    private static Map<Caller, Consumer<HttpRequest.Builder>> credentials(LiveServer server) {
        var credentials = new EnumMap<Caller, Consumer<HttpRequest.Builder>>(Caller.class);
        for (var caller : Caller.values()) {
            credentials.put(caller, credential(server, caller));
        }
        return credentials;
    }

    private static HttpResponse<String> call(
            LiveServer server, JsonNode route, Consumer<HttpRequest.Builder> credential) {
        var method = route.get("method").asString();
        var path = path(server, route.get("path").asString());
        return server.send(method, path, body(server, method, path).andThen(credential));
    }

    private static String path(LiveServer server, String template) {
        return switch (template) {
            case "/login/{link}" -> server.loginLink(Role.VIEWER);
            case "/api/v1/tokens/{id}" ->
                "/api/v1/tokens/" + server.issue(Role.VIEWER).token().id() + "?reason=test";
            default ->
                template.replace("{kind}", "graph")
                        .replace("{target}", "eu-1")
                        .replaceAll("\\{[^}]+}", UUID.randomUUID().toString());
        };
    }

    private static Consumer<HttpRequest.Builder> body(LiveServer server, String method, String path) {
        if (method.equals("GET") || method.equals("DELETE")) {
            return request -> {};
        }
        if (path.startsWith("/api/v1/settings/")) {
            return request ->
                    request.method(method, BodyPublishers.ofString("{}")).header("Content-Type", "application/json");
        }
        boolean login = path.equals("/login");
        var text = login
                ? "token=" + server.token(Role.VIEWER)
                : "{\"name\":\"made\",\"role\":\"viewer\",\"reason\":\"a test\"}";
        return request -> request.method(method, BodyPublishers.ofString(text))
                .header("Content-Type", login ? "application/x-www-form-urlencoded" : "application/json");
    }

    private static Consumer<HttpRequest.Builder> credential(LiveServer server, Caller caller) {
        return switch (caller) {
            case NOBODY -> request -> {};
            case BAD -> bearer("cop_never-handed-out");
            case EXPIRED -> bearer(expired(server));
            case REVOKED -> bearer(revoked(server));
            case MEMBER, VIEWER, OPERATOR, ADMIN ->
                bearer(server.issue(Role.of(caller.name().toLowerCase(Locale.ROOT)), USER)
                        .secret());
        };
    }

    private static String expired(LiveServer server) {
        var issued = server.issue(Role.ADMIN);
        server.write(db -> db.execute(
                "UPDATE coppice.api_token SET created_at = now() - interval '2 d', expires_at = now() - interval '1 s'"
                        + " WHERE id = ?",
                issued.token().id()));
        return issued.secret();
    }

    private static String revoked(LiveServer server) {
        var issued = server.issue(Role.ADMIN);
        server.write(db -> Tokens.in(db).revoke(issued.token().id(), "test", "a test needs it"));
        return issued.secret();
    }
}
