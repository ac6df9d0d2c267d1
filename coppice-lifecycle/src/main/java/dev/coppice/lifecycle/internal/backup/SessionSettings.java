package dev.coppice.lifecycle.internal.backup;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jooq.DSLContext;

/**
 * The settings that a declared query was written for. Steps pin others until the transaction ends, an empty search path among
 * them.
 *
 * @param values what they were, by name
 */
record SessionSettings(Map<String, String> values) {
    private static final List<String> NAMES = List.of("search_path", "DateStyle", "IntervalStyle", "TimeZone");

    /** Copies the values. */
    SessionSettings {
        values = Map.copyOf(values);
    }

    /** As they are now. */
    static SessionSettings of(DSLContext dsl) {
        var values = new LinkedHashMap<String, String>();
        for (var name : NAMES) {
            values.put(name, dsl.fetchSingle("SELECT current_setting(?)", name).get(0, String.class));
        }
        return new SessionSettings(values);
    }

    /** As they were, until the transaction ends. */
    void putBack(DSLContext dsl) {
        values.forEach((name, value) -> dsl.fetch("SELECT set_config(?, ?, true)", name, value));
    }
}
