package dev.coppice.lifecycle.internal.step;

import dev.coppice.lifecycle.spi.StepContext;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a step has to remember of things outside the database that only rows lead to, since it may be asked again once those
 * rows are gone: each by its name, with how it stands. Kept as the step's progress.
 */
final class Noted {
    private static final JsonMapper JSON = new JsonMapper();
    private static final TypeReference<LinkedHashMap<String, String>> MAP = new TypeReference<>() {};

    private Noted() {}

    /** What was noted so far. */
    static Map<String, String> in(StepContext context) {
        return context.progress().map(json -> JSON.readValue(json, MAP)).orElseGet(LinkedHashMap::new);
    }

    /** Notes it, where that is anything new. */
    static void put(StepContext context, Map<String, String> noted) {
        if (!noted.equals(in(context))) {
            context.progress(JSON.writeValueAsString(noted));
        }
    }
}
