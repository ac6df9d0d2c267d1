package dev.coppice.control.internal.config;

import dev.coppice.control.Section;
import dev.coppice.control.internal.json.Json;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Describes records as a JSON schema, draft 2020-12. */
public final class SchemaWriter {
    private static final String DURATION = "^[0-9][0-9_]*(ms|s|m|h|d)$";

    private SchemaWriter() {}

    /** The schema of files with these sections. */
    public static String of(List<Section<?>> sections) {
        var properties = new LinkedHashMap<String, Object>();
        for (var section : sections) {
            var type = record(section.type());
            properties.put(section.name(), described(section.named() ? named(type) : type, section.doc()));
        }
        return Json.pretty(Json.object(
                "$schema", "https://json-schema.org/draft/2020-12/schema",
                "title", "coppice.yaml",
                "type", "object",
                "properties", properties,
                "additionalProperties", false));
    }

    private static Map<String, Object> record(Class<?> type) {
        var properties = new LinkedHashMap<String, Object>();
        var shape = Shape.of(type);
        for (var entry : shape.entries()) {
            var property = described(schema(entry.type()), entry.doc());
            if (!entry.fallback().isEmpty()) {
                property.put("default", fallback(entry));
            }
            properties.put(entry.key(), property);
        }
        var required = shape.entries().stream()
                .filter(entry -> !entry.mayBeAbsent())
                .map(Shape.Entry::key)
                .toList();
        return Json.object(
                "type",
                "object",
                "properties",
                properties,
                "required",
                required.isEmpty() ? null : required,
                "additionalProperties",
                false);
    }

    private static Map<String, Object> schema(Type type) {
        var raw = Types.raw(type);
        if (raw == Optional.class) {
            return schema(Types.argument(type, 0));
        }
        if (raw == List.class) {
            return Json.object("type", "array", "items", schema(Types.argument(type, 0)));
        }
        if (raw == Map.class) {
            return named(schema(Types.argument(type, 1)));
        }
        var lister = Types.lister(raw);
        if (lister.isPresent()) {
            var items = Json.object(
                    "type", "array", "items", schema(Types.argument(lister.get().getGenericParameterTypes()[0], 0)));
            return Json.object("anyOf", List.of(Json.object("type", "string"), items));
        }
        return Scalars.reads(raw) ? scalar(raw) : record(raw);
    }

    private static Map<String, Object> named(Map<String, Object> item) {
        var names = Json.object("pattern", "^" + Binder.NAME.pattern() + "$");
        return Json.object("type", "object", "propertyNames", names, "additionalProperties", item);
    }

    private static Map<String, Object> scalar(Class<?> type) {
        if (type == boolean.class) {
            return Json.object("type", "boolean");
        }
        if (Scalars.whole(type)) {
            return Json.object("type", List.of("integer", "string"), "pattern", "^-?[0-9][0-9_]*$");
        }
        if (type == Duration.class) {
            return Json.object("type", "string", "pattern", DURATION);
        }
        return type.isEnum()
                ? Json.object(
                        "enum",
                        Arrays.stream(type.getEnumConstants())
                                .map(Scalars::word)
                                .toList())
                : Json.object("type", "string");
    }

    private static Object fallback(Shape.Entry entry) {
        var raw = Types.raw(entry.type());
        if (raw == boolean.class || Scalars.whole(raw)) {
            return Scalars.read(raw, entry.fallback());
        }
        return Scalars.reads(raw) ? entry.fallback() : Map.of();
    }

    private static Map<String, Object> described(Map<String, Object> schema, String doc) {
        var described = new LinkedHashMap<String, Object>();
        described.put("description", doc);
        described.putAll(schema);
        return described;
    }
}
