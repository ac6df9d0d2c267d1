package dev.coppice.server;

import static dev.coppice.server.LiveServer.bearer;

import dev.coppice.control.CoppiceYaml;
import dev.coppice.lifecycle.KindConfig;
import dev.coppice.lifecycle.Lifecycle;
import dev.coppice.settings.Scope;
import dev.coppice.testkit.TestDatabase;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A server on a database with three tenants, and what tests ask of it. */
public final class TenantServer implements AutoCloseable {
    private static final JsonMapper JSON = new JsonMapper();
    private static final String TABLES = """
            CREATE SCHEMA app;
            CREATE TABLE app.graph (
                graph_id text PRIMARY KEY,
                parent_id text REFERENCES app.graph,
                status text NOT NULL DEFAULT 'active',
                tier text,
                org_id text,
                is_repository boolean NOT NULL DEFAULT false,
                deleted_at timestamptz
            );
            CREATE TABLE app.document (
                id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
                graph_id text NOT NULL REFERENCES app.graph,
                body text NOT NULL
            );
            CREATE INDEX ON app.document (graph_id);
            INSERT INTO app.graph (graph_id, tier, org_id, is_repository) VALUES
                ('kg1', 'standard', '00000000-0000-0000-0000-0000000000ac', false),
                ('kg2', 'large', '00000000-0000-0000-0000-0000000000ff', false),
                ('sec', NULL, NULL, true);
            INSERT INTO app.document (graph_id, body)
            SELECT graph_id, 'document ' || i FROM app.graph, generate_series(1, 3) AS i;
            """;

    private static final String KINDS = """
            kinds:
              graph:
                table: app.graph
                key: graph_id
                status: status
                parent: parent_id
                tier: tier
                owner: org_id
                owner-scope: domain
                protected: is_repository
                fence: deleted_at
                due: "select graph_id, now(), false from app.graph where false"
                backup: { to: "file:FOLDER/backups", hosting: { default: 90d } }
                steps:
                  - { name: delete-documents, rows: { tables: [ { table: app.document, by: graph_id } ] } }
            """;

    public final LiveServer live;
    final String admin;
    final String operator;
    final String viewer;

    private TenantServer(LiveServer live) {
        this.live = live;
        this.admin = live.token(Role.ADMIN);
        this.operator = live.token(Role.OPERATOR);
        this.viewer = live.token(Role.VIEWER);
    }

    static TenantServer on(TestDatabase database, Path folder) {
        return on(database, folder, config -> config);
    }

    static TenantServer on(TestDatabase database, Path folder, Function<ServerConfig, ServerConfig> refined) {
        settle(database);
        var kinds = kinds(folder, yaml -> yaml);
        return on(
                database,
                kinds,
                config -> refined.apply(config.managing(
                        source -> Lifecycle.on(source).kinds(kinds).build())));
    }

    /** A server on tenants that are there, and on a lifecycle of the test's own making. */
    public static TenantServer on(
            TestDatabase database, Map<String, KindConfig> kinds, Function<ServerConfig, ServerConfig> managing) {
        var views = kinds.entrySet().stream()
                .map(kind -> KindView.of(kind.getKey(), kind.getValue()))
                .toList();
        return new TenantServer(LiveServer.on(database, config -> managing.apply(config.showing(List.of(), views))));
    }

    public static void settle(TestDatabase database) {
        database.execute(TABLES);
    }

    /** The kinds of such a server, changed as the test wants. */
    public static Map<String, KindConfig> kinds(Path folder, UnaryOperator<String> changed) {
        return new CoppiceYaml(List.of(KindConfig.SECTION))
                .parse("coppice.yaml", changed.apply(KINDS.replace("FOLDER", folder.toString())))
                .all(KindConfig.SECTION);
    }

    /** The token of somebody who manages a domain. */
    String managerOf(String domain) {
        return live.issue(Role.MEMBER, TokenScope.managing(Scope.of("domain", domain)))
                .secret();
    }

    /** The token of somebody in a domain. */
    String memberOf(String domain) {
        return live.issue(Role.MEMBER, TokenScope.in(Scope.of("domain", domain)))
                .secret();
    }

    HttpResponse<String> get(String path, String token) {
        return live.get("/api/v1/" + path, bearer(token));
    }

    /** Sends JSON in which quotation marks are written as apostrophes. */
    HttpResponse<String> post(String path, String body, String token) {
        return live.json("POST", "/api/v1/" + path, body.replace('\'', '"'), token);
    }

    static JsonNode json(HttpResponse<String> answer) {
        return JSON.readTree(answer.body());
    }

    /** Status and code of a refusal. */
    static String code(HttpResponse<String> answer) {
        return answer.statusCode() + " " + json(answer).path("code").asString("");
    }

    @Override
    public void close() {
        live.close();
    }
}
