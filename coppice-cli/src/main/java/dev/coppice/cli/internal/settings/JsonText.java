package dev.coppice.cli.internal.settings;

import dev.coppice.settings.Document;
import java.util.Map;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** JSON for people. What would steer a terminal is written as an escape, which in JSON means the same. */
final class JsonText {
    private static final JsonMapper PRETTY =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    private JsonText() {}

    /** On one line. */
    static String line(Map<String, Object> document) {
        return escaped(Document.of(document).json());
    }

    /** Indented. */
    static String pretty(Map<String, Object> document) {
        return escaped(PRETTY.writeValueAsString(document));
    }

    static String escaped(String json) {
        var safe = new StringBuilder(json.length());
        json.chars().forEach(c -> {
            if (Character.isISOControl(c) && c != '\n' && c != '\r') {
                safe.append(String.format("\\u%04x", c));
            } else {
                safe.append((char) c);
            }
        });
        return safe.toString();
    }
}
