package dev.coppice.archive.internal.json;

import java.util.Collection;
import java.util.Iterator;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes maps, collections, texts, whole numbers and booleans as JSON; what lies deep, such as a frame, in one line. */
public final class JsonWriter {
    private static final String DIGITS = "0123456789abcdef";

    private static final int IN_ONE_LINE = 4;

    private final StringBuilder out = new StringBuilder();

    private JsonWriter() {}

    /** The text, the same for equal values. */
    public static String write(Map<String, ?> object) {
        var writer = new JsonWriter();
        writer.value(object, 0);
        return writer.out.append('\n').toString();
    }

    private void value(@Nullable Object value, int depth) {
        switch (value) {
            case null -> out.append("null");
            case Map<?, ?> map -> object(map, depth);
            case Collection<?> list -> list(list, depth);
            case Number number -> out.append(number);
            case Boolean bool -> out.append(bool);
            default -> text(value.toString());
        }
    }

    private void object(Map<?, ?> map, int depth) {
        out.append('{');
        for (var entries = map.entrySet().iterator(); entries.hasNext(); ) {
            var entry = entries.next();
            line(depth + 1);
            text(String.valueOf(entry.getKey()));
            out.append(": ");
            value(entry.getValue(), depth + 1);
            comma(entries, depth);
        }
        close(map.isEmpty(), depth, '}');
    }

    private void list(Collection<?> list, int depth) {
        out.append('[');
        for (var items = list.iterator(); items.hasNext(); ) {
            line(depth + 1);
            value(items.next(), depth + 1);
            comma(items, depth);
        }
        close(list.isEmpty(), depth, ']');
    }

    private void comma(Iterator<?> rest, int depth) {
        if (rest.hasNext()) {
            out.append(depth < IN_ONE_LINE ? "," : ", ");
        }
    }

    private void close(boolean empty, int depth, char bracket) {
        if (!empty) {
            line(depth + 1, depth);
        }
        out.append(bracket);
    }

    private void line(int depth) {
        line(depth, depth);
    }

    private void line(int opened, int indent) {
        if (opened <= IN_ONE_LINE) {
            out.append('\n').repeat("  ", indent);
        }
    }

    private void text(String text) {
        out.append('"');
        for (var i = 0; i < text.length(); i++) {
            character(text.charAt(i));
        }
        out.append('"');
    }

    private void character(char c) {
        if (c == '"' || c == '\\') {
            out.append('\\').append(c);
        } else if (c == '\n') {
            out.append("\\n");
        } else if (c < 0x20) {
            out.append("\\u00").append(DIGITS.charAt(c >> 4)).append(DIGITS.charAt(c & 15));
        } else {
            out.append(c);
        }
    }
}
