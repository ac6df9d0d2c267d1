package dev.coppice.settings.internal.merge;

import dev.coppice.settings.Document;
import java.util.ArrayList;
import java.util.List;

/** Finds which fragment has the last word on each key. */
public final class Origins {
    /**
     * One key of a merged value.
     *
     * @param pointer the key, as a JSON pointer
     * @param fragment the position of the fragment that has the last word on it
     */
    public record Place(String pointer, int fragment) {}

    private final List<Place> places = new ArrayList<>();

    private Origins() {}

    /** Each key that is not an object, or an empty one, in the order of the merged value; fragments by ascending rank. */
    public static List<Place> of(List<Document> ascending) {
        var origins = new Origins();
        origins.addKeys("", Layer.of(ascending));
        return List.copyOf(origins.places);
    }

    private void addKeys(String parent, List<Layer> objects) {
        Layer.byKey(objects).forEach((key, said) -> add(parent + "/" + escaped(key), said));
    }

    private void add(String pointer, List<Layer> said) {
        var last = said.getLast();
        if (last.node().isObject()
                && said.stream().anyMatch(layer -> !layer.node().isEmpty())) {
            addKeys(pointer, said);
        } else {
            places.add(new Place(pointer, last.fragment()));
        }
    }

    private static String escaped(String key) {
        return key.replace("~", "~0").replace("/", "~1");
    }
}
