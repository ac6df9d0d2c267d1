package dev.coppice.control.internal.config;

import dev.coppice.control.Key;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The keys of a record. */
record Shape(Class<?> type, List<Entry> entries) {
    /** One key. */
    record Entry(String key, String doc, String fallback, Type type) {
        boolean mayBeAbsent() {
            return !fallback.isEmpty()
                    || List.of(Optional.class, List.class, Map.class).contains(Types.raw(type));
        }
    }

    static Shape of(Class<?> type) {
        return new Shape(
                type,
                Arrays.stream(type.getRecordComponents()).map(Shape::entry).toList());
    }

    List<String> keys() {
        return entries.stream().map(Entry::key).toList();
    }

    private static Entry entry(RecordComponent component) {
        var key = component.getAnnotation(Key.class);
        if (key == null) {
            throw new IllegalStateException(component + " has no @Key");
        }
        var name = key.name().isEmpty() ? dashed(component.getName()) : key.name();
        return new Entry(name, key.value(), key.fallback(), component.getGenericType());
    }

    static String dashed(String camelCase) {
        return camelCase.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
    }
}
