package dev.coppice.settings.internal.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.coppice.ops.CoppiceException;
import dev.coppice.settings.Document;
import org.junit.jupiter.api.Test;

class SizeLimitTest {
    private static final int FRAME = "{\"a\":\"\"}".length();

    @Test
    void exactly_the_limit_passes() {
        SizeLimit.requireFragment("theme", text("é", (SizeLimit.FRAGMENT - FRAME) / 2));
        SizeLimit.requireMerged("theme", text("x", SizeLimit.MERGED - FRAME));
    }

    @Test
    void one_byte_more_is_refused_with_limit_and_size() {
        assertThatExceptionOfType(CoppiceException.class)
                .isThrownBy(() -> SizeLimit.requireFragment("theme", text("x", SizeLimit.FRAGMENT - FRAME + 1)))
                .returns("settings.too-large", CoppiceException::code)
                .withMessage(
                        "The value of setting theme was not taken. It has 65537 bytes as compact JSON, the limit is 65536. "
                                + "Nothing was changed. Make it smaller, or divide it among several settings.");
        assertThatExceptionOfType(CoppiceException.class)
                .isThrownBy(() -> SizeLimit.requireMerged("theme", text("x", SizeLimit.MERGED - FRAME + 1)))
                .returns("settings.merged-too-large", CoppiceException::code)
                .withMessageContaining("It has 262145 bytes as compact JSON, the limit is 262144.");
    }

    @Test
    void numbers_count_as_the_database_writes_them() {
        assertThat(SizeLimit.size(Document.parse("{\"a\":1e300}"))).isEqualTo("{\"a\":}".length() + 301);
        assertThat(SizeLimit.size(Document.parse("{\"a\":1.50}"))).isEqualTo("{\"a\":1.50}".length());
    }

    private static Document text(String character, int times) {
        return Document.parse("{\"a\":\"" + character.repeat(times) + "\"}");
    }
}
