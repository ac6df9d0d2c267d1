package dev.coppice.spring;

import dev.coppice.control.CoppiceYaml;
import dev.coppice.lifecycle.KindConfig;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.Environment;

/**
 * The kinds an application declares under {@code coppice.kinds}. They are read by the reader of {@code coppice.yaml}, so that one
 * record, one set of keys and one set of messages serve both.
 */
final class SpringKinds {
    private static final CoppiceYaml YAML = new CoppiceYaml(List.of(KindConfig.SECTION));
    private static final String PREFIX = "coppice.kinds";

    private SpringKinds() {}

    static Map<String, KindConfig> of(Environment environment, @Nullable Path file) {
        var kinds = new LinkedHashMap<String, KindConfig>();
        if (file != null) {
            kinds.putAll(YAML.read(file).all(KindConfig.SECTION));
        }
        var declared = Binder.get(environment)
                .bind(PREFIX, Bindable.mapOf(String.class, Object.class))
                .orElse(Map.of());
        if (!declared.isEmpty()) {
            kinds.putAll(
                    YAML.parse(PREFIX, "{\"kinds\": " + written(declared) + "}").all(KindConfig.SECTION));
        }
        return kinds;
    }

    /** A value as YAML on one line. Spring hands lists out as maps from 0, 1, 2. */
    private static String written(Object value) {
        if (value instanceof Map<?, ?> map) {
            return isList(map)
                    ? map.values().stream().map(SpringKinds::written).collect(Collectors.joining(", ", "[", "]"))
                    : map.entrySet().stream()
                            .map(entry -> quoted(entry.getKey()) + ": " + written(entry.getValue()))
                            .collect(Collectors.joining(", ", "{", "}"));
        }
        return value instanceof List<?> list
                ? list.stream().map(SpringKinds::written).collect(Collectors.joining(", ", "[", "]"))
                : quoted(value);
    }

    private static boolean isList(Map<?, ?> map) {
        var places = IntStream.range(0, map.size()).mapToObj(String::valueOf).toList();
        return !map.isEmpty()
                && map.keySet().stream().map(String::valueOf).toList().equals(places);
    }

    private static String quoted(Object value) {
        return "\""
                + String.valueOf(value)
                        .replace("\\", "\\\\")
                        .replace("\"", "\\\"")
                        .replace("\n", "\\n") + "\"";
    }
}
