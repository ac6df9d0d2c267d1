package dev.coppice.ops.internal.write;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The text of a PostgreSQL array: one bind for a whole column of a batch. */
final class ArrayLiteral {
    private final StringBuilder text = new StringBuilder("{");

    static String of(List<String> values) {
        var literal = new ArrayLiteral();
        values.forEach(literal::add);
        return literal.finish();
    }

    void add(@Nullable String value) {
        if (text.length() > 1) {
            text.append(',');
        }
        if (value == null) {
            text.append("NULL");
            return;
        }
        text.append('"');
        for (var position = 0; position < value.length(); position++) {
            var letter = value.charAt(position);
            if (letter == '"' || letter == '\\') {
                text.append('\\');
            }
            text.append(letter);
        }
        text.append('"');
    }

    String finish() {
        return text.append('}').toString();
    }
}
