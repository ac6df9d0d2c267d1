package dev.coppice.settings.internal.merge;

import dev.coppice.settings.Document;
import dev.coppice.settings.internal.json.Documents;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/**
 * What one fragment says of one place.
 *
 * @param node what it says
 * @param fragment the position of the fragment
 */
record Layer(JsonNode node, int fragment) {
    static List<Layer> of(List<Document> ascending) {
        var layers = new ArrayList<Layer>(ascending.size());
        for (var document : ascending) {
            layers.add(new Layer(Documents.node(document), layers.size()));
        }
        return layers;
    }

    /** What objects say of their keys: one layer that stands whole, or two and more objects that are to be merged. */
    static Map<String, List<Layer>> byKey(List<Layer> objects) {
        var said = new LinkedHashMap<String, List<Layer>>();
        for (var object : objects) {
            for (var property : object.node.properties()) {
                var layers = said.computeIfAbsent(property.getKey(), key -> new ArrayList<>(1));
                new Layer(property.getValue(), object.fragment).over(layers);
            }
        }
        return said;
    }

    private void over(List<Layer> layers) {
        if (!layers.isEmpty() && !(node.isObject() && layers.getLast().node.isObject())) {
            layers.clear();
        }
        layers.add(this);
    }
}
