package dev.coppice.settings.internal.merge;

import dev.coppice.settings.Document;
import dev.coppice.settings.internal.json.Documents;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Merges fragments: of two objects the keys, of anything else the later one whole; null is a value like any other. Looks at
 * each key of each fragment once, and changes none of them.
 */
public final class Merge {
    private Merge() {}

    /** The merged value of fragments, given by ascending rank. */
    public static Document of(List<Document> ascending) {
        return switch (ascending.size()) {
            case 0 -> Document.EMPTY;
            case 1 -> ascending.getFirst();
            default -> Documents.of(object(Layer.of(ascending)));
        };
    }

    private static ObjectNode object(List<Layer> ascending) {
        var merged = ((ObjectNode) ascending.getFirst().node()).objectNode();
        Layer.byKey(ascending).forEach((key, said) -> merged.set(key, value(said)));
        return merged;
    }

    private static JsonNode value(List<Layer> said) {
        return said.size() == 1 ? said.getFirst().node() : object(said);
    }
}
