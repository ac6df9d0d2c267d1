package dev.coppice.control;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;

/** What {@code coppice.yaml} says, section by section. A value for any thread. */
public final class Configuration {
    private final Map<String, Map<String, Object>> sections;
    private final Function<String, OptionalInt> lines;

    Configuration(Map<String, Map<String, Object>> sections, Function<String, OptionalInt> lines) {
        this.sections = sections;
        this.lines = lines;
    }

    /** The record of a section that is one record; empty when the section is not there. */
    public <T extends Record> Optional<T> find(Section<T> section) {
        return Optional.ofNullable(of(section).get(""));
    }

    /** The records of a section that maps names to records, in the order of the file; empty when it is not there. */
    public <T extends Record> Map<String, T> all(Section<T> section) {
        return of(section);
    }

    /**
     * The line of a key such as {@code policies.old-session.limits.rows} or {@code policies.old-session.targets[0]}, or of
     * the nearest key above it that is there.
     */
    public OptionalInt line(String path) {
        return lines.apply(path);
    }

    private <T extends Record> Map<String, T> of(Section<T> section) {
        var records = new LinkedHashMap<String, T>();
        sections.getOrDefault(section.name(), Map.of())
                .forEach((name, value) -> records.put(name, section.type().cast(value)));
        return Collections.unmodifiableMap(records);
    }
}
