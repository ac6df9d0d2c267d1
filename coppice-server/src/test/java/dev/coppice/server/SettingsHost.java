package dev.coppice.server;

import dev.coppice.settings.Scope;
import dev.coppice.testkit.TestDatabase;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A server with an admin's token, and what tests ask of its settings. */
final class SettingsHost implements AutoCloseable {
    static final String ANA = "00000000-0000-0000-0000-00000000000a";
    static final String BEN = "00000000-0000-0000-0000-00000000000b";
    static final String ACME = "00000000-0000-0000-0000-0000000000ac";
    static final String OTHER = "00000000-0000-0000-0000-0000000000ff";
    static final String ROOT = "/api/v1/settings/";

    private static final JsonMapper JSON = new JsonMapper();

    final LiveServer server;
    final String admin;

    private SettingsHost(LiveServer server) {
        this.server = server;
        this.admin = server.token(Role.ADMIN);
    }

    static SettingsHost on(TestDatabase database) {
        return new SettingsHost(LiveServer.on(database));
    }

    /** The token of a user of a domain. */
    String member(String user, String domain) {
        return server.issue(
                        Role.MEMBER, TokenScope.in(Scope.of("user", user)), TokenScope.in(Scope.of("domain", domain)))
                .secret();
    }

    /** The token of a user who manages a domain. */
    String manager(String user, String domain) {
        return server.issue(
                        Role.MEMBER,
                        TokenScope.in(Scope.of("user", user)),
                        TokenScope.managing(Scope.of("domain", domain)))
                .secret();
    }

    /** Defines a setting and allows it at scopes. */
    void allow(String name, String... scopeTypes) {
        made(post("definitions", "{'name':'" + name + "'}"));
        for (var type : scopeTypes) {
            made(post("allow-list", "{'name':'" + name + "','scopeType':'" + type + "'}"));
        }
    }

    /** Has an admin set a fragment and gives it. */
    JsonNode set(String name, String scope, String value) {
        var colon = scope.indexOf(':');
        var body = colon < 0
                ? "{'type':'" + scope + "'}"
                : "{'type':'" + scope.substring(0, colon) + "','id':'" + scope.substring(colon + 1) + "'}";
        var answer = post(
                "fragments/upsert-all",
                "{'items':[{'name':'" + name + "','scope':" + body + ",'value':" + value + "}]}");
        return json(answer).get("items").get(0);
    }

    HttpResponse<String> post(String path, String body) {
        return send("POST", path, body, admin);
    }

    /** Sends JSON in which quotation marks are written as apostrophes. */
    HttpResponse<String> send(String method, String path, String body, String token) {
        return send(method, path, body, LiveServer.bearer(token));
    }

    HttpResponse<String> send(String method, String path, String body, Consumer<HttpRequest.Builder> refined) {
        return server.send(
                method,
                ROOT + path,
                refined.andThen(request -> request.method(method, BodyPublishers.ofString(body.replace('\'', '"')))
                        .header("Content-Type", "application/json")));
    }

    HttpResponse<String> get(String path, String token) {
        return server.get(ROOT + path, LiveServer.bearer(token));
    }

    HttpResponse<String> delete(String path, String token) {
        return server.send("DELETE", ROOT + path, LiveServer.bearer(token));
    }

    static Consumer<HttpRequest.Builder> with(String token, String header, String value) {
        return LiveServer.bearer(token).andThen(request -> request.header(header, value));
    }

    static JsonNode json(HttpResponse<String> answer) {
        if (answer.statusCode() >= 400) {
            throw new AssertionError(answer.statusCode() + " " + answer.body());
        }
        return JSON.readTree(answer.body());
    }

    static String code(HttpResponse<String> answer) {
        return answer.statusCode() + " "
                + JSON.readTree(answer.body()).path("code").asString("");
    }

    static Optional<String> etag(HttpResponse<String> answer) {
        return answer.headers().firstValue("ETag");
    }

    List<String> audited() {
        return server.write(
                db -> db.fetch("SELECT concat_ws(' ', actor, action, subject, after_state) FROM coppice.audit"
                                + " WHERE action LIKE 'setting-%' ORDER BY seq")
                        .getValues(0, String.class));
    }

    private static void made(HttpResponse<String> answer) {
        if (answer.statusCode() != 201) {
            throw new AssertionError(answer.statusCode() + " " + answer.body());
        }
    }

    @Override
    public void close() {
        server.close();
    }
}
