package dev.coppice.settings.internal.merge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.settings.Document;
import dev.coppice.settings.internal.merge.Origins.Place;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MergeTest {
    @ParameterizedTest(name = "{0} and then {1}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{} | {\"a\":1} | {\"a\":1}",
                "{\"a\":1} | {} | {\"a\":1}",
                "{\"a\":1} | {\"b\":2} | {\"a\":1,\"b\":2}",
                "{\"a\":1} | {\"a\":2} | {\"a\":2}",
                "{\"a\":{\"x\":1,\"y\":1}} | {\"a\":{\"y\":2,\"z\":3}} | {\"a\":{\"x\":1,\"y\":2,\"z\":3}}",
                "{\"a\":[1,2,3]} | {\"a\":[4]} | {\"a\":[4]}",
                "{\"a\":[{\"x\":1}]} | {\"a\":[{\"y\":2}]} | {\"a\":[{\"y\":2}]}",
                "{\"a\":1} | {\"a\":null} | {\"a\":null}",
                "{\"a\":null} | {\"a\":{\"x\":1}} | {\"a\":{\"x\":1}}",
                "{\"a\":{\"x\":1}} | {\"a\":null} | {\"a\":null}",
                "{\"a\":{\"x\":1}} | {\"a\":7} | {\"a\":7}",
                "{\"a\":7} | {\"a\":{\"x\":1}} | {\"a\":{\"x\":1}}",
                "{\"a\":{\"x\":1}} | {\"a\":{}} | {\"a\":{\"x\":1}}",
                "{\"a\":{}} | {\"a\":{}} | {\"a\":{}}",
                "{\"b\":1,\"a\":1} | {\"c\":1,\"b\":2} | {\"b\":2,\"a\":1,\"c\":1}"
            })
    void the_later_fragment_overrides_key_by_key(String wider, String narrower, String merged) {
        assertThat(merge(wider, narrower).json()).isEqualTo(merged);
    }

    @Test
    void of_nothing_comes_the_empty_object() {
        assertThat(merge().json()).isEqualTo("{}");
    }

    @Test
    void an_object_that_was_replaced_once_does_not_come_back() {
        assertThat(merge("{\"a\":{\"x\":1}}", "{\"a\":7}", "{\"a\":{\"y\":2}}").json())
                .isEqualTo("{\"a\":{\"y\":2}}");
    }

    @Test
    void no_fragment_is_changed() {
        var fragments = Stream.of(
                        "{\"a\":{\"x\":{\"p\":1}}}", "{\"a\":{\"x\":{\"q\":2}}}", "{\"a\":{\"x\":{\"p\":3},\"y\":[1]}}")
                .map(Document::parse)
                .toList();
        var before = fragments.stream().map(Document::json).toList();
        Merge.of(fragments);
        Merge.of(fragments.subList(0, 2));
        assertThat(fragments.stream().map(Document::json)).isEqualTo(before);
    }

    @Test
    void origins_name_the_last_word_on_every_key_that_is_no_object() {
        var fragments = documents(
                "{\"a\":{\"x\":1,\"y\":1},\"b\":[{\"k\":1}],\"c\":{},\"d\":{\"z\":1}}",
                "{\"a\":{\"y\":2},\"c\":{},\"d\":5,\"e~/\":{\"\":null}}",
                "{\"a\":{},\"d\":{\"w\":{}}}");
        assertThat(Origins.of(fragments))
                .containsExactly(
                        new Place("/a/x", 0),
                        new Place("/a/y", 1),
                        new Place("/b", 0),
                        new Place("/c", 1),
                        new Place("/d/w", 2),
                        new Place("/e~0~1/", 1));
        assertThat(Origins.of(List.of())).isEmpty();
    }

    private static Document merge(String... ascending) {
        return Merge.of(documents(ascending));
    }

    private static List<Document> documents(String... texts) {
        return Stream.of(texts).map(Document::parse).toList();
    }
}
