package dev.coppice.spring;

import static java.util.stream.Collectors.joining;

import dev.coppice.control.Configuration;
import dev.coppice.control.CoppiceYaml;
import dev.coppice.control.NotificationsConfig;
import dev.coppice.control.TargetConfig;
import dev.coppice.lifecycle.CertificatesConfig;
import dev.coppice.lifecycle.KindConfig;
import dev.coppice.ops.CoppiceException;
import dev.coppice.ops.Fault;
import dev.coppice.prune.PolicyConfig;
import dev.coppice.prune.SubjectConfig;
import dev.coppice.settings.SettingsConfig;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.Environment;

/**
 * The policies, subjects and kinds an application declares: in the {@code coppice.yaml} that {@code coppice.config} names, and under
 * {@code coppice.policies}, {@code coppice.subjects} and {@code coppice.kinds}. All are read by the reader of {@code coppice.yaml}, so that one record, one set of
 * keys and one set of messages serve both.
 *
 * @param policies by their names; of two with one name, that of the properties
 * @param subjects likewise
 * @param kinds likewise
 */
record Declarations(
        Map<String, PolicyConfig> policies, Map<String, SubjectConfig> subjects, Map<String, KindConfig> kinds) {
    private static final CoppiceYaml FILE = new CoppiceYaml(List.of(
            TargetConfig.SECTION,
            NotificationsConfig.SECTION,
            PolicyConfig.SECTION,
            SubjectConfig.SECTION,
            KindConfig.SECTION,
            CertificatesConfig.SECTION,
            SettingsConfig.SECTION));
    private static final CoppiceYaml PROPERTIES =
            new CoppiceYaml(List.of(PolicyConfig.SECTION, SubjectConfig.SECTION, KindConfig.SECTION));

    /**
     * Reads them.
     *
     * @throws dev.coppice.ops.CoppiceException {@code config.…} with every problem of the file, or of the properties
     */
    static Declarations of(Environment environment) {
        var policies = new LinkedHashMap<String, PolicyConfig>();
        var subjects = new LinkedHashMap<String, SubjectConfig>();
        var kinds = new LinkedHashMap<String, KindConfig>();
        Stream.concat(file(environment).stream(), Stream.of(properties(environment)))
                .forEach(read -> {
                    policies.putAll(read.all(PolicyConfig.SECTION));
                    subjects.putAll(read.all(SubjectConfig.SECTION));
                    kinds.putAll(read.all(KindConfig.SECTION));
                });
        return new Declarations(policies, subjects, kinds);
    }

    private static Optional<Configuration> file(Environment environment) {
        return Optional.ofNullable(environment.getProperty("coppice.config")).map(file -> FILE.read(Path.of(file)));
    }

    private static Configuration properties(Environment environment) {
        var sections = Stream.of(PolicyConfig.SECTION.name(), SubjectConfig.SECTION.name(), KindConfig.SECTION.name())
                .flatMap(name -> declared(environment, name).stream().map(text -> name + ": " + text))
                .collect(joining(", ", "{", "}"));
        try {
            return PROPERTIES.parse("coppice.*", sections);
        } catch (CoppiceException invalid) {
            throw Fault.of(invalid.code(), invalid.fault().kind())
                    .refused("The properties coppice.* were refused.")
                    .found(invalid.fault().found().replace("coppice.*:1: ", "coppice."))
                    .changed("Nothing was changed.")
                    .next("Mend the properties named and start again.")
                    .exception();
        }
    }

    private static Optional<String> declared(Environment environment, String section) {
        var found = Binder.get(environment).bind("coppice." + section, Bindable.mapOf(String.class, Object.class));
        return found.isBound() ? Optional.of(written(found.get())) : Optional.empty();
    }

    /** A value as YAML on one line. Spring hands lists out as maps from 0, 1, 2, and what is empty as an empty text. */
    private static String written(Object value) {
        if (value instanceof Map<?, ?> map) {
            return isList(map) ? list(map.values().stream()) : map(map);
        }
        return value instanceof List<?> list ? list(list.stream()) : quoted(value);
    }

    private static String map(Map<?, ?> map) {
        return map.entrySet().stream()
                .filter(entry -> !"".equals(entry.getValue()))
                .map(entry -> quoted(entry.getKey()) + ": " + written(entry.getValue()))
                .collect(joining(", ", "{", "}"));
    }

    private static String list(Stream<?> items) {
        return items.map(Declarations::written).collect(joining(", ", "[", "]"));
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
                        .replace("\r", "\\r")
                        .replace("\n", "\\n")
                + "\"";
    }
}
