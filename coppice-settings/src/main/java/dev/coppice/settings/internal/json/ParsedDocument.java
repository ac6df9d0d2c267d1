package dev.coppice.settings.internal.json;

import dev.coppice.settings.Document;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A document that was read; its node is never changed. */
record ParsedDocument(ObjectNode node) implements Document {
    @Override
    public String json() {
        return Documents.MAPPER.writeValueAsString(node);
    }

    @Override
    public Map<String, Object> asMap() {
        return map(node);
    }

    @Override
    public <T> T as(Class<T> type) {
        try {
            // A tree asked for as a tree would be handed out itself.
            var own = JsonNode.class.isAssignableFrom(type) ? node.deepCopy() : node;
            return Documents.MAPPER.treeToValue(own, type);
        } catch (JacksonException misfit) {
            throw Documents.wrongShape(type, misfit);
        }
    }

    /** Its keys, never a value: documents are people's, and a log is not. */
    @Override
    public String toString() {
        return "Document" + node.propertyNames();
    }

    private static Map<String, Object> map(ObjectNode object) {
        var map = new LinkedHashMap<String, @Nullable Object>();
        object.properties().forEach(property -> map.put(property.getKey(), value(property.getValue())));
        return Collections.unmodifiableMap(map);
    }

    private static List<Object> list(JsonNode array) {
        var list = new ArrayList<@Nullable Object>();
        array.forEach(item -> list.add(value(item)));
        return Collections.unmodifiableList(list);
    }

    private static @Nullable Object value(JsonNode node) {
        return switch (node.getNodeType()) {
            case OBJECT -> map((ObjectNode) node);
            case ARRAY -> list(node);
            case STRING -> node.stringValue();
            case NUMBER -> node.numberValue();
            case BOOLEAN -> node.booleanValue();
            default -> null;
        };
    }
}
