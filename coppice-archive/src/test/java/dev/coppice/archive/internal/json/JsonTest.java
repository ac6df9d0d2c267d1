package dev.coppice.archive.internal.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
import java.util.Map;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {
    @Test
    void what_was_written_is_read() {
        Map<String, Object> object = Map.of(
                "text",
                "a \"b\"\n\t\\ \u0001 \uD83C\uDF33",
                "number",
                -12L,
                "yes",
                true,
                "list",
                List.of(1L, "x", List.of(), Map.of()),
                "deep",
                Map.of("a", Map.of("b", List.of(Map.of("c", List.of(Map.of("d", 1L)))))));
        assertThat(JsonParser.parse(JsonWriter.write(object))).isEqualTo(object);
    }

    @Test
    void escapes_and_white_space_are_understood() {
        assertThat(JsonParser.parse(" [ \"\\u00e9\\/\\b\\f\\r\\t\" , null , true , false ]\r\n\t"))
                .asInstanceOf(InstanceOfAssertFactories.LIST)
                .containsExactly("é/\b\f\r\t", null, true, false);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "[1,]",
                "{\"a\":1,}",
                "{\"a\":1,\"a\":2}",
                "{a:1}",
                "[1 2]",
                "\"a",
                "\"\n\"",
                "\"\\x\"",
                "\"\\u12g4\"",
                "1.5",
                "--1",
                "tru",
                "[] []",
                "99999999999999999999",
                "'a'",
                "-"
            })
    void anything_else_is_refused(String text) {
        assertThatExceptionOfType(JsonException.class).isThrownBy(() -> JsonParser.parse(text));
    }

    @Test
    void a_text_that_is_too_deep_is_refused_before_the_stack_is_full() {
        assertThatExceptionOfType(JsonException.class).isThrownBy(() -> JsonParser.parse("[".repeat(100_000)));
    }

    @Test
    void what_is_missing_is_named_by_its_place() {
        var json = JsonObject.parse("{\"a\": [{\"b\": 1}]}");
        assertThatExceptionOfType(JsonException.class)
                .isThrownBy(() -> json.objects("a", one -> one.text("b")))
                .withMessage("it.a[0] has no usable \"b\"");
    }
}
