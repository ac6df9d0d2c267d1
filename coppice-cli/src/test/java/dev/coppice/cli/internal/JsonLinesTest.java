package dev.coppice.cli.internal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.slf4j.event.KeyValuePair;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class JsonLinesTest {
    private final LoggerContext context = new LoggerContext();

    @Test
    void a_line_has_what_was_logged_and_one_end() {
        var event = event("two\nlines with \"quotes\"", null);
        event.addKeyValuePair(new KeyValuePair("status", 200));
        event.addKeyValuePair(new KeyValuePair("took", Duration.ofMillis(5)));
        event.addKeyValuePair(new KeyValuePair("nothing", null));

        var line = encoded(event);

        assertThat(line).endsWith("}\n").hasLineCount(1);
        assertThat(read(line)).isEqualTo(JsonMapper.shared().readTree("""
                {"time":"2026-11-22T08:00:00.000000001Z","level":"WARN","logger":"dev.coppice.some","thread":"worker-1",
                 "message":"two\\nlines with \\"quotes\\"","fields":{"status":200,"took":"PT0.005S","nothing":"null"}}
                """));
    }

    @Test
    void an_exception_is_told_with_its_cause() {
        var failure = new IllegalStateException("outer", new IllegalArgumentException("inner"));

        var line = read(encoded(event("it broke", failure)));

        assertThat(line.path("exception").asString())
                .startsWith("java.lang.IllegalStateException: outer\n")
                .contains("Caused by: java.lang.IllegalArgumentException: inner");
        assertThat(line.has("fields")).isFalse();
    }

    private LoggingEvent event(String message, @Nullable Throwable failure) {
        var logger = context.getLogger("dev.coppice.some");
        var event = new LoggingEvent("", logger, Level.WARN, message, failure, null);
        event.setInstant(Instant.parse("2026-11-22T08:00:00.000000001Z"));
        event.setThreadName("worker-1");
        event.setMDCPropertyMap(java.util.Map.of());
        return event;
    }

    private static String encoded(LoggingEvent event) {
        return new String(new JsonLines().encode(event), UTF_8);
    }

    private static JsonNode read(String line) {
        return JsonMapper.shared().readTree(line);
    }
}
