package dev.coppice.cli.internal.settings;

import dev.coppice.cli.internal.connect.Call;
import dev.coppice.cli.internal.connect.Remote;
import dev.coppice.settings.Rank;
import dev.coppice.settings.Scope;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.IntNode;
import tools.jackson.databind.node.NullNode;
import tools.jackson.databind.node.StringNode;

/**
 * What a command names, looked up at a server.
 *
 * @param server the server
 */
record Asked(Remote server) {
    private static final String FRAGMENTS = "fragments";
    private static final String ALLOW_LIST = "allow-list";
    private static final String NAME = "name";
    private static final Object FIRST = Map.of("first", 1);

    /**
     * Rows of a search.
     *
     * @param items the rows
     * @param next what to ask the next page with
     * @param total how many rows the search has, where that was asked
     */
    record Rows<T>(
            List<T> items, @Nullable String next, @Nullable Long total) {}

    DefinitionDocument definition(String name) {
        var found = server.page(
                search("definitions").with("filter", equal(NAME, name)).with("page", FIRST), DefinitionDocument.class);
        return found.items().stream().findFirst().orElseThrow(Found::noDefinition);
    }

    EntryDocument entry(String name, String scopeType) {
        var found = server.page(
                search(ALLOW_LIST).with("filter", at(name, scopeType)).with("page", FIRST), EntryDocument.class);
        return found.items().stream().findFirst().orElseThrow(Found::noEntry);
    }

    FragmentDocument fragment(String name, Scope scope) {
        var found = server.page(
                Call.question("settings", FRAGMENTS, "scoped", "search")
                        .with("scope", scope(scope))
                        .with("names", List.of(name))
                        .with("page", FIRST),
                FragmentDocument.class);
        return found.items().stream().findFirst().orElseThrow(Found::noFragment);
    }

    /** How many entries a setting has. */
    long entries(String name) {
        return total(ALLOW_LIST, equal(NAME, name));
    }

    /** How many fragments a setting has. */
    long fragments(String name) {
        return total(FRAGMENTS, equal(NAME, name));
    }

    /** How many fragments a setting has at the scopes of one type. */
    long fragments(String name, String scopeType) {
        return total(FRAGMENTS, at(name, scopeType));
    }

    private long total(String rows, Map<String, Object> filter) {
        var found = server.ask(
                search(rows).with("filter", filter).with("page", FIRST).with("total", true), Rows.class);
        return found.total() == null ? found.items().size() : found.total();
    }

    private static Call search(String rows) {
        return Call.question("settings", rows, "search");
    }

    private static Map<String, Object> at(String name, String scopeType) {
        return Map.of(NAME, Map.of("eq", name), "scopeType", Map.of("eq", scopeType));
    }

    private static Map<String, Object> equal(String column, String value) {
        return Map.of(column, Map.of("eq", value));
    }

    /** A scope as a server takes it. */
    static Map<String, String> scope(Scope scope) {
        return scope.id().isEmpty() ? Map.of("type", scope.type()) : Map.of("type", scope.type(), "id", scope.id());
    }

    /** A rank as a server takes it. */
    static JsonNode rank(Rank rank) {
        return switch (rank) {
            case Rank.Exactly exactly -> IntNode.valueOf(exactly.value());
            case Rank.Next next -> StringNode.valueOf("next");
            case Rank.Inherited inherited -> NullNode.getInstance();
        };
    }
}
