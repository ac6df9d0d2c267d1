package dev.coppice.server.internal.http;

import dev.coppice.server.Role;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/** The API as an OpenAPI document: what the route table says, and no more. For one thread. */
final class OpenApi {
    private static final Pattern PARAMETER = Pattern.compile("\\{([^}]+)}");
    private static final Pattern WORD = Pattern.compile("[^A-Za-z0-9]+([A-Za-z0-9])");
    private static final Map<String, Object> TEXT = Map.of("type", "string");

    private static final Map<Class<?>, String> TYPES = Map.of(long.class, "integer", boolean.class, "boolean");
    private static final Map<String, Object> PROBLEM = Map.of("$ref", "#/components/responses/problem");
    private static final Map<String, Object> UNCHANGED = Map.of("description", "What the caller has is still so");

    private final JsonSchemas schemas = new JsonSchemas();

    private OpenApi() {}

    static Map<String, Object> of(RouteTable table) {
        return new OpenApi().document(table);
    }

    private Map<String, Object> document(RouteTable table) {
        var paths = new LinkedHashMap<String, Map<String, Object>>();
        for (var route : table.routes()) {
            if (route.api()) {
                paths.computeIfAbsent(route.path(), path -> new LinkedHashMap<>())
                        .put(route.method().name().toLowerCase(Locale.ROOT), operation(route));
            }
        }
        var problem = schemas.of(Problem.class);
        var document = new LinkedHashMap<String, Object>();
        document.put("openapi", "3.1.0");
        document.put("info", Map.of("title", "Coppice", "version", "v1"));
        document.put("security", List.of(Map.of("bearer", List.of())));
        document.put("paths", paths);
        document.put(
                "components",
                Map.of(
                        "schemas",
                        schemas.components(),
                        "responses",
                        Map.of("problem", response("What was refused, and why", Problem.TYPE, problem)),
                        "securitySchemes",
                        Map.of("bearer", Map.of("type", "http", "scheme", "bearer"))));
        return document;
    }

    private Map<String, Object> operation(Route route) {
        var contract = route.contract();
        var operation = new LinkedHashMap<String, Object>();
        operation.put("operationId", id(route));
        operation.put("summary", contract.summary());
        operation.put("x-role", contract.access().least().map(Role::word).orElse("anonymous"));
        if (contract.access() == Access.ANONYMOUS) {
            operation.put("security", List.of());
        }
        operation.put("parameters", parameters(route));
        if (contract.takes() != Void.class) {
            var content = Map.of(ReplyWriter.JSON, Map.of("schema", schemas.of(contract.takes())));
            operation.put("requestBody", Map.of("required", true, "content", content));
        }
        operation.put("responses", responses(route));
        return operation;
    }

    private Map<String, Object> responses(Route route) {
        var contract = route.contract();
        var responses = new LinkedHashMap<String, Object>();
        for (int status : Described.statuses(route)) {
            boolean good = contract.manner().statuses().contains(status);
            responses.put(Integer.toString(status), good ? answer(contract) : status < 400 ? UNCHANGED : PROBLEM);
        }
        return responses;
    }

    private Map<String, Object> answer(Route.Contract contract) {
        var gives = contract.gives();
        var words = contract.summary();
        if (gives == Void.class) {
            return Map.of("description", words);
        }
        if (Reply.class.isAssignableFrom(gives)) {
            return response(words, "*/*", Map.of());
        }
        var items = contract.manner().items();
        var schema = items == Void.class ? schemas.of(gives) : schemas.pageOf(gives, items);
        return contract.manner().has(Route.Trait.STREAMS)
                ? response(words + "; each event named state has the document as its data", EventStream.TYPE, TEXT)
                : response(words, ReplyWriter.JSON, schema);
    }

    private static Map<String, Object> response(String words, String type, Map<String, Object> schema) {
        return Map.of("description", words, "content", Map.of(type, Map.of("schema", schema)));
    }

    private static List<Map<String, Object>> parameters(Route route) {
        var parameters = new ArrayList<Map<String, Object>>();
        PARAMETER
                .matcher(route.path())
                .results()
                .forEach(name ->
                        parameters.add(Map.of("name", name.group(1), "in", "path", "required", true, "schema", TEXT)));
        route.contract().manner().queries().forEach(query -> parameters.add(query(query)));
        if (Described.keyed(route)) {
            parameters.add(
                    header(Idempotence.HEADER, "By which the request is carried out once, however often it is sent"));
        }
        for (var header : Described.Header.values()) {
            if (header.of(route)) {
                parameters.add(header(header.text(), header.meaning()));
            }
        }
        return parameters;
    }

    private static Map<String, Object> query(Route.Query query) {
        var one = Map.<String, Object>of("type", TYPES.getOrDefault(query.type(), "string"));
        var schema = query.repeated() ? Map.of("type", "array", "items", one) : one;
        return Map.of("name", query.name(), "in", "query", "required", false, "schema", schema);
    }

    private static Map<String, Object> header(String name, String meaning) {
        return Map.of("name", name, "in", "header", "required", false, "description", meaning, "schema", TEXT);
    }

    /** As in {@code getTokensId}. */
    private static String id(Route route) {
        var path = route.path().replaceFirst("/api/v1", "");
        return route.method().name().toLowerCase(Locale.ROOT)
                + WORD.matcher(path)
                        .replaceAll(found -> found.group(1).toUpperCase(Locale.ROOT))
                        .replaceAll("[^A-Za-z0-9]", "");
    }
}
