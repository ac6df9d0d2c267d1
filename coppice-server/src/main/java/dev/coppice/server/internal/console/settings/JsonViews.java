package dev.coppice.server.internal.console.settings;

import dev.coppice.settings.Document;
import dev.coppice.settings.Merged;
import dev.coppice.settings.Origin;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** JSON as people read it. */
final class JsonViews {
    private static final JsonMapper PRETTY =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    private JsonViews() {}

    static String pretty(Document document) {
        return PRETTY.writeValueAsString(document.asMap());
    }

    /** One key of a merged value, with what stands there. */
    static PreviewView.KeyRow row(Merged merged, Origin origin) {
        var names = origin.pointer().isEmpty()
                ? new String[0]
                : origin.pointer().substring(1).split("/", -1);
        var path = Arrays.stream(names)
                .map(name -> name.replace("~1", "/").replace("~0", "~"))
                .toList();
        @Nullable Object value = merged.value().asMap();
        for (var name : path) {
            value = value instanceof Map<?, ?> map ? map.get(name) : null;
        }
        return new PreviewView.KeyRow(
                path.stream().collect(Collectors.joining(" › ")),
                JsonMapper.shared().writeValueAsString(value),
                origin.scope().toString(),
                origin.rank());
    }
}
