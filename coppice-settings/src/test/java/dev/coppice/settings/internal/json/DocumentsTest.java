package dev.coppice.settings.internal.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.coppice.ops.CoppiceException;
import dev.coppice.settings.Document;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DocumentsTest {
    @ParameterizedTest
    @CsvSource({
        "1, 1",
        "-0, 0",
        "1.50, 1.50",
        "1e2, 100",
        "1.5e1, 15",
        "1.50e1, 15.0",
        "1E-3, 0.001",
        "1E-10, 0.0000000001",
        "0e5, 0",
        "-0.0, 0.0",
        "0.1, 0.1",
        "9223372036854775808, 9223372036854775808",
        "12345678901234567890.12345678901234567890, 12345678901234567890.12345678901234567890"
    })
    void numbers_are_written_as_the_database_writes_them(String sent, String kept) {
        assertThat(Document.parse("{\"a\":" + sent + "}").json()).isEqualTo("{\"a\":" + kept + "}");
    }

    @Test
    void a_document_equals_what_the_database_gives_back() {
        assertThat(Document.parse("{\"b\":1e2,\"a\":[1.50,null]}"))
                .isEqualTo(Documents.stored("{\"a\": [1.50, null], \"b\": 100}"));
    }

    @Test
    void numbers_of_a_map_are_kept_as_those_of_a_text() {
        var map = Map.of(
                "a", List.of(1, 2L, 1.5, 1e300, 0.1f, new BigDecimal("1E+2"), BigInteger.TEN.pow(20), (short) 3));
        var expected = "{\"a\":[1,2,1.5,1" + "0".repeat(300) + ",0.1,100,100000000000000000000,3]}";
        assertThat(Document.of(map)).isEqualTo(Document.parse(expected));
        assertThat(Document.of(map).json()).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"1e400", "1e-401", "1e999999999", "1e-999999999", "1e9999999999", "1e-99999999999999999999"})
    void a_number_too_long_is_refused(String number) {
        assertThatExceptionOfType(CoppiceException.class)
                .isThrownBy(() -> Document.parse("{\"a\":" + number + "}"))
                .returns("settings.bad-json", CoppiceException::code)
                .withMessageContaining("A number in it has more than 400 digits when it is written out.");
    }

    @Test
    void a_number_of_many_digits_is_refused_and_one_at_the_limit_is_not() {
        assertThat(Document.parse("{\"a\":" + "9".repeat(400) + "}").json()).hasSize(406);
        assertThatExceptionOfType(CoppiceException.class)
                .isThrownBy(() -> Document.parse("{\"a\":" + "9".repeat(401) + "}"))
                .withMessageContaining("more than 400 digits");
    }

    @Test
    void what_is_no_number_of_json_is_refused_in_a_map() {
        for (var number : List.of(Double.NaN, Double.POSITIVE_INFINITY, Float.NaN)) {
            assertThatExceptionOfType(CoppiceException.class)
                    .isThrownBy(() -> Document.of(Map.of("a", number)))
                    .returns("settings.bad-json", CoppiceException::code);
        }
    }

    @Test
    void what_is_not_json_is_refused_in_a_map() {
        for (var strange : List.of(new byte[] {1}, new Object())) {
            assertThatExceptionOfType(CoppiceException.class)
                    .isThrownBy(() -> Document.of(Map.of("a", List.of(strange))))
                    .returns("settings.bad-json", CoppiceException::code);
        }
    }

    @Test
    void nulls_of_a_map_are_kept() {
        assertThat(Document.of(Collections.singletonMap("a", null)).json()).isEqualTo("{\"a\":null}");
    }

    @Test
    void depth_is_counted_for_objects_and_lists_alike() {
        assertThat(Document.parse("{\"a\":" + "[".repeat(31) + "]".repeat(31) + "}")
                        .json())
                .hasSize(68);
        for (var nested : List.of(
                "[".repeat(32) + "]".repeat(32), "{\"a\":".repeat(32) + "1" + "}".repeat(32), "[".repeat(9_999))) {
            assertThatExceptionOfType(CoppiceException.class)
                    .isThrownBy(() -> Document.parse("{\"a\":" + nested + "}"))
                    .returns("settings.too-deep", CoppiceException::code)
                    .withMessageContaining("It is nested more than 32 deep.");
        }
    }

    @Test
    void a_map_too_deep_is_refused_also_one_that_holds_itself() {
        var endless = new HashMap<String, Object>();
        endless.put("a", endless);
        assertThatExceptionOfType(CoppiceException.class)
                .isThrownBy(() -> Document.of(endless))
                .returns("settings.too-deep", CoppiceException::code);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"{\"a\":\"\\u0000\"}", "{\"\\u0000\":1}", "{\"a\":[\"\\uD800\"]}", "{\"a\":\"\\uDC00\\uD800\"}"})
    void what_the_database_cannot_keep_is_refused(String json) {
        assertThatExceptionOfType(CoppiceException.class)
                .isThrownBy(() -> Document.parse(json))
                .returns("settings.bad-json", CoppiceException::code)
                .withMessageContaining("which PostgreSQL cannot keep");
    }

    @Test
    void characters_beyond_the_first_plane_are_kept() {
        assertThat(Document.parse("{\"a\":\"\\uD83D\\uDE00\"}").json()).isEqualTo("{\"a\":\"😀\"}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"a\":1,}|line 1, column 8",
                "{\"a\":1|line 1, column 7",
                "{\"a\":tru}|line 1, column 6",
                "{\"a\":'x'}|line 1, column 6",
                "{\"a\":1} 2|line 1, column 9",
                "{\"a\":NaN}|line 1, column 9",
                "{\"a\":01}|line 1, column 7"
            })
    void what_is_malformed_is_refused_with_its_place(String json, String place) {
        assertThatExceptionOfType(CoppiceException.class)
                .isThrownBy(() -> Document.parse(json))
                .returns("settings.bad-json", CoppiceException::code)
                .withMessageContaining("It is not well-formed JSON at " + place + ".");
    }

    @Test
    void a_key_twice_is_refused_with_its_place() {
        assertThatExceptionOfType(CoppiceException.class)
                .isThrownBy(() -> Document.parse("{\"a\":{\"secret\":1,\"secret\":2}}"))
                .withMessage("The value was not taken. It has a key twice at line 1, column 26. Nothing was changed. "
                        + "Correct it and send it again.");
    }

    @Test
    void a_stored_value_is_read_even_if_it_could_not_be_sent() {
        var deep = "{\"a\": " + "[".repeat(400) + "9".repeat(2_000) + "]".repeat(400) + "}";
        assertThat(Documents.stored(deep).json()).hasSize(2_806);
        assertThatExceptionOfType(CoppiceException.class)
                .isThrownBy(() -> Documents.stored("{\"a\": " + "[".repeat(500) + "]".repeat(500) + "}"))
                .returns("settings.unreadable", CoppiceException::code);
    }

    @Test
    void a_place_is_told_in_lines() {
        assertThatExceptionOfType(CoppiceException.class)
                .isThrownBy(() -> Document.parse("{\n  \"a\": 1,\n  \"secret\" 2\n}"))
                .withMessageContaining("at line 3, column 12")
                .satisfies(error -> assertThat(error.getMessage()).doesNotContain("secret"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "1", "null", "\"x\"", "true", ""})
    void what_is_no_object_is_refused(String json) {
        assertThatExceptionOfType(CoppiceException.class)
                .isThrownBy(() -> Document.parse(json))
                .returns("settings.bad-json", CoppiceException::code);
    }

    @Test
    void a_long_text_is_no_matter_of_reading() {
        assertThat(Document.parse("{\"a\":\"" + "x".repeat(300_000) + "\"}").json())
                .hasSize(300_008);
        assertThat(Document.parse("{\"" + "k".repeat(60_000) + "\":1}").json()).hasSize(60_006);
    }

    @Test
    void a_document_does_not_change_with_the_map_it_came_from() {
        var list = new ArrayList<Object>(List.of(1));
        var document = Document.of(Map.of("a", list));
        list.add(2);
        assertThat(document.json()).isEqualTo("{\"a\":[1]}");
    }

    @Test
    void a_document_becomes_a_map_and_a_record() {
        record Theme(String colour, int size) {}
        var document = Document.parse("{\"colour\":\"red\",\"size\":2,\"more\":null,\"big\":12345678901}");
        assertThat(document.as(Theme.class)).isEqualTo(new Theme("red", 2));
        assertThat(document.asMap())
                .containsEntry("big", 12345678901L)
                .containsEntry("more", null)
                .containsEntry("size", 2);
        assertThatExceptionOfType(CoppiceException.class)
                .isThrownBy(() -> Document.parse("{\"size\":\"secret\"}").as(Theme.class))
                .returns("settings.wrong-shape", CoppiceException::code)
                .satisfies(error -> assertThat(error.getMessage()).doesNotContain("secret"));
    }

    @Test
    void a_tree_that_was_handed_out_is_not_the_document_itself() {
        var document = Document.parse("{\"a\":{\"b\":1}}");
        document.as(tools.jackson.databind.node.ObjectNode.class).put("c", 2);
        Document.EMPTY.as(tools.jackson.databind.JsonNode.class);
        assertThat(document.json()).isEqualTo("{\"a\":{\"b\":1}}");
    }

    @Test
    void a_log_line_shows_keys_and_no_value() {
        assertThat(Document.parse("{\"pin\":1234}")).hasToString("Document[pin]");
    }
}
