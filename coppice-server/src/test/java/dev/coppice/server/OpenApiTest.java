package dev.coppice.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.PostgresTest.Isolation;
import dev.coppice.testkit.TestDatabase;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The OpenAPI document against the route table it comes from, and against what the server really answers. */
@PostgresTest(Isolation.DATABASE)
class OpenApiTest {
    private static final JsonMapper JSON = new JsonMapper();
    private static final Pattern REFERENCE = Pattern.compile("\"#/components/schemas/([^\"]+)\"");

    private final TestDatabase database;
    private TenantServer server;
    private JsonNode api;

    @TempDir
    Path folder;

    OpenApiTest(TestDatabase database) {
        this.database = database;
    }

    @BeforeEach
    void serve() {
        server = TenantServer.on(database, folder);
        api = TenantServer.json(server.get("openapi.json", server.viewer));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void every_route_of_the_api_is_in_it_with_its_role_and_answer() {
        var missing = new ArrayList<String>();
        int routes = 0;
        for (var route : TenantServer.json(server.get("routes", server.viewer)).get("items")) {
            var path = route.get("path").asString();
            if (path.startsWith("/api/")) {
                routes++;
                var described = api.get("paths")
                        .path(path)
                        .path(route.get("method").asString().toLowerCase(Locale.ROOT));
                if (!described
                                .path("x-role")
                                .asString("")
                                .equals(route.get("role").asString())
                        || described
                                .at("/responses/" + status(described) + "/description")
                                .asString("")
                                .isEmpty()) {
                    missing.add(path);
                }
            }
        }
        assertThat(missing).isEmpty();
        assertThat(routes).isGreaterThan(80);
        assertThat(api.get("openapi").asString()).isEqualTo("3.1.0");
    }

    @Test
    void every_type_it_names_is_described_and_every_operation_has_a_name_of_its_own() {
        var named = REFERENCE
                .matcher(api.toString())
                .results()
                .map(found -> found.group(1))
                .toList();
        var described = new HashSet<>(api.at("/components/schemas").propertyNames());

        assertThat(described).containsAll(named).contains("Problem", "DeprovisionDocument", "TokenDocument");
        assertThat(api.findValuesAsString("operationId")).doesNotHaveDuplicates();
    }

    @Test
    void what_the_server_answers_fits_what_it_says_of_it() {
        var plan = TenantServer.json(server.get("resources/graph/kg1/deprovision-plan", server.viewer));
        var begun = server.post(
                "resources/graph/kg1/deprovision",
                "{'reason':'a test','plan':'" + plan.at("/plan/hash").asString() + "'}",
                server.operator);
        assertThat(begun.statusCode()).as(begun.body()).isEqualTo(202);
        fits("post", "/api/v1/resources/{kind}/{id}/deprovision", TenantServer.json(begun));
        var made = server.post("resources/graph/kg2/backups", "{'reason':'a test'}", server.operator);
        fits("post", "/api/v1/resources/{kind}/{id}/backups", TenantServer.json(made));
        var operation = TenantServer.json(begun).get("operation").asString();

        for (var path : List.of(
                "/api/v1/whoami",
                "/api/v1/tokens",
                "/api/v1/routes",
                "/api/v1/sensors",
                "/api/v1/operations",
                "/api/v1/resources/{kind}",
                "/api/v1/resources/{kind}/analytics",
                "/api/v1/resources/{kind}/{id}",
                "/api/v1/resources/{kind}/{id}/backups",
                "/api/v1/resources/{kind}/{id}/deprovision-plan",
                "/api/v1/settings/public")) {
            var address =
                    path.replace("/api/v1/", "").replace("{kind}", "graph").replace("{id}", "kg2");
            fits("get", path, TenantServer.json(server.get(address + named(path), server.admin)));
        }
        for (var part : List.of("", "/explain", "/journal")) {
            fits(
                    "get",
                    "/api/v1/operations/{id}" + part,
                    TenantServer.json(server.get("operations/" + operation + part, server.viewer)));
        }
    }

    @Test
    void parameters_headers_and_statuses_are_those_of_the_route() {
        var list = operation("/api/v1/operations", "get");
        var change = operation("/api/v1/settings/definitions/{id}", "patch");
        var search = operation("/api/v1/settings/definitions/search", "post");
        var begin = operation("/api/v1/resources/{kind}/{id}/deprovision", "post");

        assertThat(parameters(list))
                .containsExactly(
                        "query next string",
                        "query limit integer",
                        "query kind string",
                        "query resource string",
                        "query parent integer",
                        "query unfinished boolean",
                        "query parked boolean");
        assertThat(list.get("responses").propertyNames())
                .containsExactly("200", "400", "401", "403", "404", "409", "429", "500", "503");
        assertThat(parameters(change))
                .containsExactly("path id string", "header Coppice-Reason string", "header If-Match string");
        assertThat(change.get("responses").propertyNames()).contains("200", "408", "412", "413", "415");
        assertThat(parameters(search)).isEmpty();
        assertThat(parameters(begin))
                .containsExactly("path kind string", "path id string", "header Idempotency-Key string");
        assertThat(begin.get("responses").propertyNames()).contains("200", "202", "422");
        assertThat(parameters(operation("/api/v1/trace", "get")))
                .containsExactly("query table string", "query key array");
        assertThat(parameters(operation("/api/v1/settings/public", "get"))).contains("header If-None-Match string");
        assertThat(operation("/api/v1/settings/public", "get").get("responses").propertyNames())
                .contains("304")
                .doesNotContain("401");
    }

    private JsonNode operation(String path, String method) {
        return api.get("paths").get(path).get(method);
    }

    private static List<String> parameters(JsonNode operation) {
        return operation
                .get("parameters")
                .valueStream()
                .map(one -> one.get("in").asString() + " " + one.get("name").asString() + " "
                        + one.at("/schema/type").asString())
                .toList();
    }

    @Test
    void a_document_that_does_not_fit_is_found_by_this_test() {
        assertThat(misfits("get", "/api/v1/whoami", JSON.readTree("{\"name\":7,\"role\":\"admin\",\"version\":\"1\"}")))
                .hasSize(2);
    }

    private static String named(String path) {
        return path.endsWith("/settings/public") ? "?name=theme" : "";
    }

    private void fits(String method, String path, JsonNode document) {
        assertThat(misfits(method, path, document)).as(path + " " + document).isEmpty();
    }

    private List<String> misfits(String method, String path, JsonNode document) {
        var schema = (ObjectNode) moved(api.get("paths")
                .get(path)
                .get(method)
                .at("/responses/" + status(api.get("paths").get(path).get(method)) + "/content")
                .path("application/json")
                .get("schema"));
        schema.set("$defs", moved(api.at("/components/schemas")));
        Schema checked = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(schema);
        return checked.validate(document).stream().map(Object::toString).toList();
    }

    /** As a schema that stands alone has its parts. */
    private static JsonNode moved(JsonNode part) {
        return JSON.readTree(part.toString().replace("#/components/schemas/", "#/$defs/"));
    }

    /** The status of the answer where all goes well. */
    private static String status(JsonNode operation) {
        return operation.path("responses").propertyNames().stream()
                .filter(status -> status.startsWith("2"))
                .findFirst()
                .orElse("");
    }
}
