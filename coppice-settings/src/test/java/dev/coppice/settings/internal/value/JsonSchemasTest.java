package dev.coppice.settings.internal.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.coppice.ops.CoppiceException;
import dev.coppice.settings.Document;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonSchemasTest {
    private static final Document THEME = schema("""
        {"type": "object",
         "properties": {
           "colour": {"enum": ["red", "green"]},
           "size": {"type": "integer", "minimum": 1},
           "header": {"type": "object", "properties": {"logo": {"type": "string"}}, "required": ["logo", "height"]}
         },
         "required": ["colour"], "minProperties": 2, "additionalProperties": false}
        """);

    @Test
    void a_fragment_may_lack_what_the_whole_must_have() {
        JsonSchemas.requireFragment(THEME, "theme", Document.EMPTY);
        JsonSchemas.requireFragment(THEME, "theme", Document.parse("{\"header\":{\"logo\":\"x\"}}"));
    }

    @Test
    void a_merged_value_may_not() {
        assertThatExceptionOfType(CoppiceException.class)
                .isThrownBy(() ->
                        JsonSchemas.requireMerged(THEME, "theme", Document.parse("{\"header\":{\"logo\":\"x\"}}")))
                .returns("settings.schema-mismatch", CoppiceException::code)
                .withMessage("The value of setting theme was not taken: merged with the wider scopes it does not fit. "
                        + "Its JSON Schema refuses it at /header (required), at the top (required), at the top (minProperties). "
                        + "Nothing was changed. Compare the value with the schema of the setting's definition.");
    }

    @Test
    void a_mismatch_names_places_and_keywords_and_no_value() {
        var value = Document.parse(
                "{\"colour\":\"secret\",\"size\":0,\"header\":{\"logo\":[\"secret\"]},\"more\":\"secret\"}");
        assertThatExceptionOfType(CoppiceException.class)
                .isThrownBy(() -> JsonSchemas.requireFragment(THEME, "theme", value))
                .withMessageContaining(
                        "at /colour (enum), at /size (minimum), at /header/logo (type), at the top (additionalProperties)")
                .satisfies(error -> assertThat(error.getMessage()).doesNotContain("secret"));
    }

    @Test
    void of_many_problems_the_first_are_named() {
        var schema = schema("{\"additionalProperties\": {\"type\": \"string\"}}");
        var value = Document.parse("{\"a\":1,\"b\":1,\"c\":1,\"d\":1,\"e\":1,\"f\":1}");
        assertThatExceptionOfType(CoppiceException.class)
                .isThrownBy(() -> JsonSchemas.requireFragment(schema, "x", value))
                .withMessageContaining("at /e (type) and elsewhere.");
    }

    /** Each of these, read as if the part were the whole, would refuse a part of a right whole. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"required\": [\"a\", \"b\"]}",
                "{\"properties\": {\"c\": {\"required\": [\"x\", \"y\"]}}}",
                "{\"allOf\": [{\"anyOf\": [{\"required\": [\"b\"]}]}]}",
                "{\"$ref\": \"#/$defs/d\", \"$defs\": {\"d\": {\"required\": [\"b\"]}}}",
                "{\"dependentRequired\": {\"a\": [\"b\"]}}",
                "{\"dependentSchemas\": {\"a\": {\"required\": [\"b\"]}}}",
                "{\"$schema\": \"http://json-schema.org/draft-07/schema#\", \"dependencies\": {\"a\": [\"b\"]}}",
                "{\"$schema\": \"http://json-schema.org/draft-04/schema#\", \"required\": [\"b\"]}",
                "{\"minProperties\": 3}",
                "{\"not\": {\"required\": [\"z\"]}}",
                "{\"not\": {\"not\": {\"required\": [\"b\"]}}}",
                "{\"if\": {\"required\": [\"a\"]}, \"then\": {\"required\": [\"b\"]}}",
                "{\"if\": {\"required\": [\"b\"]}, \"then\": true, \"else\": false}",
                "{\"oneOf\": [{\"required\": [\"a\", \"b\"]}, {\"required\": [\"a\", \"z\"]}]}",
                "{\"unevaluatedProperties\": false, \"if\": {\"required\": [\"b\"]},"
                        + " \"then\": {\"properties\": {\"a\": {}, \"b\": {}, \"c\": {}}}}",
                "{\"const\": {\"a\": 1, \"b\": 2, \"c\": {\"x\": 1, \"y\": 2}}}",
                "{\"properties\": {\"c\": {\"enum\": [{\"x\": 1, \"y\": 2}]}}}"
            })
    void no_keyword_refuses_a_part_for_what_it_lacks(String text) {
        var schema = schema(text);
        JsonSchemas.requireMerged(schema, "x", Document.parse("{\"a\":1,\"b\":2,\"c\":{\"x\":1,\"y\":2}}"));
        JsonSchemas.requireFragment(schema, "x", Document.parse("{\"a\":1}"));
        JsonSchemas.requireFragment(schema, "x", Document.parse("{\"c\":{\"x\":1}}"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"type\": 7}",
                "{\"type\": \"wrong\"}",
                "{\"properties\": []}",
                "{\"$schema\": \"http://json-schema.org/draft-04/schema#\", \"required\": true}",
                "{\"$schema\": \"http://example.org/mine\"}",
                "{\"$schema\": 7}",
                "{\"$ref\": 7}",
                "{\"$ref\": \"#/$defs/nowhere\"}",
                "{\"$ref\": \"http://127.0.0.1:9/remote.json\"}",
                "{\"$ref\": \"file:///etc/hostname\"}",
                "{\"$ref\": \"classpath:draft-07/schema\"}",
                "{\"$ref\": \"https://json-schema.org/draft/2020-12/schema\"}",
                "{\"properties\": {\"a\": {\"not\": {\"$ref\": \"http://127.0.0.1:9/remote.json\"}}}}",
                "{\"properties\": {\"a\": {\"$dynamicRef\": \"http://127.0.0.1:9/remote.json#x\"}}}",
                "{\"$ref\": \"#\"}",
                "{\"pattern\": \"(\"}",
                "{\"properties\": {\"a\": {\"patternProperties\": {\"(\": {}}}}}"
            })
    void a_schema_that_is_none_or_leads_outside_is_refused(String text) {
        assertThatExceptionOfType(CoppiceException.class)
                .isThrownBy(() -> JsonSchemas.compile(schema(text)))
                .returns("settings.bad-schema", CoppiceException::code);
    }

    @Test
    void a_schema_has_the_limit_of_a_fragment() {
        var frame = "{\"description\":\"\"}".length();
        assertThatCode(() -> JsonSchemas.compile(described(SizeLimit.FRAGMENT - frame)))
                .doesNotThrowAnyException();
        assertThatExceptionOfType(CoppiceException.class)
                .isThrownBy(() -> JsonSchemas.compile(described(SizeLimit.FRAGMENT - frame + 1)))
                .returns("settings.bad-schema", CoppiceException::code)
                .withMessageContaining("It has 65537 bytes as compact JSON, the limit is 65536.");
    }

    @Test
    void schemas_with_one_id_do_not_see_each_other() {
        JsonSchemas.compile(schema("{\"$id\": \"http://example.org/a\", \"type\": \"object\"}"));
        var other = schema("{\"$id\": \"http://example.org/a\", \"maxProperties\": 0}");
        assertThatExceptionOfType(CoppiceException.class)
                .isThrownBy(() -> JsonSchemas.requireMerged(other, "x", Document.parse("{\"a\":1}")))
                .returns("settings.schema-mismatch", CoppiceException::code);
        assertThatExceptionOfType(CoppiceException.class)
                .isThrownBy(() -> JsonSchemas.compile(schema("{\"$ref\": \"http://example.org/a\"}")));
    }

    @Test
    void a_schema_may_refer_to_what_is_in_it() {
        var schema = schema("""
            {"$id": "http://example.org/tree", "properties": {"next": {"$ref": "#"}, "name": {"$ref": "name"}},
             "$defs": {"n": {"$id": "name", "type": "string"}}}
            """);
        JsonSchemas.requireMerged(schema, "x", Document.parse("{\"next\":{\"next\":{\"name\":\"a\"}}}"));
        assertThatExceptionOfType(CoppiceException.class)
                .isThrownBy(() ->
                        JsonSchemas.requireMerged(schema, "x", Document.parse("{\"next\":{\"next\":{\"name\":1}}}")))
                .withMessageContaining("at /next/next/name (type)");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "^(a+)+$",
                "^(a|a)*$",
                "(.*)*(.*)*(.*)*(.*)*(.*)*(.*)*#",
                "((){100000}){100000}",
                "(?:\\\\b{100000}){100000}",
                "^(((a?){50}){50}){50}$",
                "^(a)?(\\\\1{100000}){100000}",
                "(a|b)*!"
            })
    void a_pattern_that_takes_for_ever_is_stopped(String pattern) {
        var schema = schema("{\"properties\": {\"a\": {\"pattern\": \"" + pattern + "\"}}}");
        var value = Document.parse("{\"a\":\"" + "a".repeat(60_000) + "!!\"}");
        assertStopped(schema, value);
    }

    @Test
    void a_schema_that_takes_for_ever_is_stopped() {
        var text = new StringBuilder("{\"$defs\": {\"d40\": {}");
        for (int i = 0; i < 40; i++) {
            var next = "{\"$ref\": \"#/$defs/d" + (i + 1) + "\"}";
            text.append(", \"d" + i + "\": {\"allOf\": [" + next + ", " + next + "]}");
        }
        var schema = schema(text + "}, \"properties\": {\"a\": {\"$ref\": \"#/$defs/d0\"}}}");
        assertStopped(schema, Document.parse("{\"a\":1}"));
    }

    @Test
    void a_schema_that_turns_back_to_itself_for_ever_is_stopped() {
        var schema = schema("{\"properties\": {\"a\": {\"$ref\": \"#/properties/a\"}}}");
        assertStopped(schema, Document.parse("{\"a\":1}"));
    }

    @Test
    void a_pattern_of_honest_size_is_not_stopped() {
        var schema = schema("{\"additionalProperties\": {\"items\": {\"pattern\":"
                + " \"^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$\"}}}");
        var uuids = ",\"01234567-89ab-cdef-0123-456789abcdef\"".repeat(1_500).substring(1);
        JsonSchemas.requireMerged(schema, "x", Document.parse("{\"a\":[" + uuids + "]}"));
    }

    private static void assertStopped(Document schema, Document value) {
        JsonSchemas.compile(schema);
        long started = System.nanoTime();
        assertThatExceptionOfType(CoppiceException.class)
                .isThrownBy(() -> JsonSchemas.requireMerged(schema, "x", value))
                .returns("settings.schema-mismatch", CoppiceException::code)
                .withMessageContaining("takes more steps than a check may take");
        assertThat(Duration.ofNanos(System.nanoTime() - started)).isLessThan(Duration.ofSeconds(5));
    }

    private static Document described(int length) {
        return Document.parse("{\"description\":\"" + "x".repeat(length) + "\"}");
    }

    private static Document schema(String text) {
        return Document.parse(text);
    }
}
