package dev.coppice.cli.internal.settings;

import dev.coppice.ops.CoppiceException;
import dev.coppice.ops.Fault;
import dev.coppice.settings.Document;
import dev.coppice.settings.NewFragment;
import dev.coppice.settings.Scope;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.json.JsonMapper;

/** Values for many settings of one scope, as a JSON list of {@code {name, value, version?}}. */
final class Items {
    private static final Set<String> KEYS = Set.of("name", "value", "version");

    /** Numbers exact and no key twice: a value reaches the database as it was written. */
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    private Items() {}

    /** A document as part of a body: each number as it was written. */
    static JsonNode tree(Document document) {
        return MAPPER.readTree(document.json());
    }

    /** One item: what is wanted, or why it cannot be. */
    record Item(
            String name,
            @Nullable NewFragment wanted,
            @Nullable CoppiceException error) {}

    /**
     * The items of a text.
     *
     * @throws CoppiceException {@code settings.bad-items} when it is not such a list
     */
    static List<Item> parse(String text, Scope scope) {
        JsonNode list;
        try {
            list = MAPPER.readTree(text);
        } catch (JacksonException malformed) {
            var place = malformed.getLocation();
            throw bad("They are not well-formed JSON"
                    + (place == null ? "" : " at line " + place.getLineNr() + ", column " + place.getColumnNr())
                    + ", or have a key twice.");
        }
        if (!list.isArray() || list.isEmpty()) {
            throw bad("They are not a JSON list with something in it.");
        }
        var items = new ArrayList<Item>();
        for (int i = 0; i < list.size(); i++) {
            items.add(item(list.get(i), "Item " + (i + 1), scope));
        }
        return items;
    }

    private static Item item(JsonNode node, String called, Scope scope) {
        if (!node.isObject() || !node.path("name").isString() || !node.has("value")) {
            throw bad(called + " is not an object with a name and a value.");
        }
        node.propertyNames().stream()
                .filter(key -> !KEYS.contains(key))
                .findFirst()
                .ifPresent(unknown -> {
                    throw bad(called + " has a key that is none of name, value and version.");
                });
        var name = node.get("name").stringValue();
        var version = version(node, called);
        try {
            var value = Document.parse(MAPPER.writeValueAsString(node.get("value")));
            return new Item(
                    name, new NewFragment(name, scope, value, Optional.empty(), version, Optional.empty()), null);
        } catch (CoppiceException impossible) {
            return new Item(name, null, impossible);
        }
    }

    private static OptionalLong version(JsonNode node, String called) {
        var version = node.path("version");
        if (version.isMissingNode()) {
            return OptionalLong.empty();
        }
        if (!version.isIntegralNumber() || !version.canConvertToLong()) {
            throw bad(called + " has a version that is not a whole number.");
        }
        return OptionalLong.of(version.longValue());
    }

    private static CoppiceException bad(String found) {
        return Fault.of("settings.bad-items", Fault.Kind.USAGE)
                .refused("The items were not taken.")
                .found(found)
                .changed("Nothing was changed.")
                .next("Give a list such as [{\"name\": \"theme\", \"value\": {\"mode\": \"dark\"}, \"version\": 3}]; "
                        + "the version may be left out.")
                .exception();
    }
}
