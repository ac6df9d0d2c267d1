package dev.coppice.bench.internal.settings;

import dev.coppice.bench.internal.Ending;
import dev.coppice.settings.Document;
import dev.coppice.settings.Viewer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What both sides read, and what they must find.
 *
 * @param viewers for whom, read by read
 */
record Reads(List<Viewer> viewers) {
    static final List<String> NAMES = List.of("setting-3", "setting-11", "setting-17", "setting-29", "setting-41");

    /** What a read has found: the values in the order of the names. */
    static Ending found(List<Map<String, Object>> values) {
        return Ending.of(values.stream().map(Reads::sorted).toList().toString());
    }

    /** Merges what a select has answered, for the comparison only. */
    static Ending merged(Map<String, List<String>> ascending) {
        var values = new ArrayList<Map<String, Object>>();
        for (var name : NAMES) {
            Map<String, Object> value = Map.of();
            for (var json : ascending.getOrDefault(name, List.of())) {
                value = override(value, Document.parse(json).asMap());
            }
            values.add(value);
        }
        return found(values);
    }

    private static Map<String, Object> override(Map<String, Object> base, Map<?, ?> over) {
        var result = new LinkedHashMap<>(base);
        over.forEach((key, value) -> result.put(
                (String) key,
                value instanceof Map<?, ?> map && base.get(key) instanceof Map<?, ?> under
                        ? override(copy(under), map)
                        : value));
        return result;
    }

    private static Map<String, Object> copy(Map<?, ?> map) {
        var copy = new LinkedHashMap<String, Object>();
        map.forEach((key, value) -> copy.put((String) key, value));
        return copy;
    }

    private static Map<String, Object> sorted(Map<?, ?> map) {
        var sorted = new TreeMap<String, Object>();
        map.forEach((key, value) -> sorted.put((String) key, value instanceof Map<?, ?> inner ? sorted(inner) : value));
        return sorted;
    }
}
