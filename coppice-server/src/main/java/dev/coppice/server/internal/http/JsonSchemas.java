package dev.coppice.server.internal.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonRawValue;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.AnnotatedParameterizedType;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.lang.reflect.WildcardType;
import java.math.BigDecimal;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Describes the types of documents as JSON schemas, by what their records are made of. A type it knows nothing of may be
 * anything. For one thread.
 */
final class JsonSchemas {
    private static final Map<String, Object> ANYTHING = Map.of();
    private static final Map<String, Object> INTEGER = Map.of("type", "integer");
    private static final Map<String, Object> NUMBER = Map.of("type", "number");
    private static final Map<Type, Map<String, Object>> KNOWN = Map.ofEntries(
            Map.entry(String.class, Map.of("type", "string")),
            Map.entry(boolean.class, Map.of("type", "boolean")),
            Map.entry(Boolean.class, Map.of("type", "boolean")),
            Map.entry(int.class, INTEGER),
            Map.entry(Integer.class, INTEGER),
            Map.entry(long.class, INTEGER),
            Map.entry(Long.class, INTEGER),
            Map.entry(double.class, NUMBER),
            Map.entry(Double.class, NUMBER),
            Map.entry(BigDecimal.class, NUMBER),
            Map.entry(Instant.class, Map.of("type", "string", "format", "date-time")),
            Map.entry(LocalDate.class, Map.of("type", "string", "format", "date")),
            Map.entry(Duration.class, Map.of("type", "string", "format", "duration")),
            Map.entry(UUID.class, Map.of("type", "string", "format", "uuid")),
            Map.entry(URI.class, Map.of("type", "string", "format", "uri")));

    private final Map<String, Object> components = new TreeMap<>();
    private final Map<Class<?>, String> names = new HashMap<>();

    /** The schemas of all records that were described. */
    Map<String, Object> components() {
        return components;
    }

    /** The schema of a type. */
    Map<String, Object> of(Type type) {
        return of(type, Map.of());
    }

    /** The schema of a page of a list. */
    Map<String, Object> pageOf(Class<?> page, Class<?> item) {
        return object(page, Map.of(page.getTypeParameters()[0].getName(), item));
    }

    private Map<String, Object> of(Type type, Map<String, Type> bound) {
        return switch (type) {
            case Class<?> plain -> plain(plain);
            case ParameterizedType parameterized -> parameterized(parameterized, bound);
            case WildcardType wildcard -> of(wildcard.getUpperBounds()[0], bound);
            case TypeVariable<?> variable ->
                bound.containsKey(variable.getName()) ? of(bound.get(variable.getName()), Map.of()) : ANYTHING;
            default -> ANYTHING;
        };
    }

    private Map<String, Object> plain(Class<?> type) {
        var known = KNOWN.get(type);
        if (known != null) {
            return known;
        }
        if (type.isEnum()) {
            var words = Arrays.stream(type.getEnumConstants()).map(Object::toString);
            return Map.of("type", "string", "enum", words.toList());
        }
        if (type.isSealed() && type.isInterface()) {
            var some = Arrays.stream(type.getPermittedSubclasses()).map(this::of);
            return Map.of("anyOf", some.toList());
        }
        return type.isRecord() ? reference(type) : ANYTHING;
    }

    private Map<String, Object> parameterized(ParameterizedType type, Map<String, Type> bound) {
        var raw = (Class<?>) type.getRawType();
        var arguments = type.getActualTypeArguments();
        if (Collection.class.isAssignableFrom(raw)) {
            return Map.of("type", "array", "items", of(arguments[0], bound));
        }
        if (Map.class.isAssignableFrom(raw)) {
            return Map.of("type", "object", "additionalProperties", of(arguments[1], bound));
        }
        if (raw == Optional.class) {
            return nullable(of(arguments[0], bound));
        }
        return raw.isRecord() ? object(raw, Map.of(raw.getTypeParameters()[0].getName(), arguments[0])) : ANYTHING;
    }

    private Map<String, Object> reference(Class<?> type) {
        var name = names.get(type);
        if (name == null) {
            name = name(type);
            names.put(type, name);
            components.put(name, ANYTHING); // A type may contain itself.
            components.put(name, object(type, Map.of()));
        }
        return Map.of("$ref", "#/components/schemas/" + name);
    }

    /** The names of the class and those it lies in; its package too where another has them already. */
    private String name(Class<?> type) {
        var name = type.getSimpleName();
        for (var outer = type.getEnclosingClass(); outer != null; outer = outer.getEnclosingClass()) {
            name = outer.getSimpleName() + name;
        }
        if (!names.containsValue(name)) {
            return name;
        }
        var folder = type.getPackageName().substring(type.getPackageName().lastIndexOf('.') + 1);
        return folder + "." + name;
    }

    private Map<String, Object> object(Class<?> type, Map<String, Type> bound) {
        var properties = new LinkedHashMap<String, Object>();
        var required = new ArrayList<String>();
        for (var part : type.getRecordComponents()) {
            properties.put(part.getName(), property(part, bound));
            if (!isNullable(part.getAnnotatedType()) || !(leftOut(type) || leftOut(accessor(part)))) {
                required.add(part.getName());
            }
        }
        return Map.of("type", "object", "properties", properties, "required", required);
    }

    private Map<String, Object> property(RecordComponent part, Map<String, Type> bound) {
        if (accessor(part).isAnnotationPresent(JsonRawValue.class)) {
            return ANYTHING;
        }
        var schema = of(part.getGenericType(), bound);
        if (part.getAnnotatedType() instanceof AnnotatedParameterizedType several
                && schema.get("items") instanceof Map<?, ?>
                && isNullable(several.getAnnotatedActualTypeArguments()[0])) {
            schema = Map.of("type", "array");
        }
        return isNullable(part.getAnnotatedType()) ? nullable(schema) : schema;
    }

    private static Map<String, Object> nullable(Map<String, Object> schema) {
        return schema.isEmpty() ? schema : Map.of("anyOf", List.of(schema, Map.of("type", "null")));
    }

    private static boolean isNullable(AnnotatedType type) {
        return type.isAnnotationPresent(Nullable.class);
    }

    private static AnnotatedElement accessor(RecordComponent part) {
        return part.getAccessor();
    }

    private static boolean leftOut(AnnotatedElement element) {
        var include = element.getAnnotation(JsonInclude.class);
        return include != null && include.value() != JsonInclude.Include.ALWAYS;
    }
}
