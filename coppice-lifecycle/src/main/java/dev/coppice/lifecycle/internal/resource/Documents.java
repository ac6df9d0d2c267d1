package dev.coppice.lifecycle.internal.resource;

import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.json.JsonMapper;

/** Small documents for audit trail and notifications. */
final class Documents {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private Documents() {}

    static String of(Map<String, ?> values) {
        return MAPPER.writeValueAsString(new TreeMap<>(values));
    }
}
