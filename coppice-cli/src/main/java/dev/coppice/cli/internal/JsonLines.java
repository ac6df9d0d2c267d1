package dev.coppice.cli.internal;

import static java.nio.charset.StandardCharsets.UTF_8;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.encoder.EncoderBase;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * The log as one JSON object in each line: {@code time}, {@code level}, {@code logger}, {@code thread}, {@code message},
 * {@code fields} where there are key values, {@code exception} where there is one. Logback's own says the time in
 * milliseconds and brings its context along in every line.
 */
final class JsonLines extends EncoderBase<ILoggingEvent> {
    private static final byte[] NOTHING = {};

    private final JsonMapper mapper = new JsonMapper();

    @Override
    public byte[] headerBytes() {
        return NOTHING;
    }

    @Override
    public byte[] encode(ILoggingEvent event) {
        var line = new LinkedHashMap<String, Object>();
        line.put("time", event.getInstant().toString());
        line.put("level", event.getLevel().toString());
        line.put("logger", event.getLoggerName());
        line.put("thread", event.getThreadName());
        line.put("message", String.valueOf(event.getFormattedMessage()));
        var fields = fields(event);
        if (!fields.isEmpty()) {
            line.put("fields", fields);
        }
        if (event.getThrowableProxy() != null) {
            line.put("exception", ThrowableProxyUtil.asString(event.getThrowableProxy()));
        }
        return (mapper.writeValueAsString(line) + "\n").getBytes(UTF_8);
    }

    @Override
    public byte[] footerBytes() {
        return NOTHING;
    }

    // Numbers stay numbers; anything else is told by its text, since a logged object may have any shape.
    private static Map<String, @Nullable Object> fields(ILoggingEvent event) {
        var fields = new LinkedHashMap<String, @Nullable Object>(event.getMDCPropertyMap());
        if (event.getKeyValuePairs() != null) {
            event.getKeyValuePairs()
                    .forEach(pair -> fields.put(
                            pair.key, pair.value instanceof Number ? pair.value : String.valueOf(pair.value)));
        }
        return fields;
    }
}
