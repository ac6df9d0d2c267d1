package dev.coppice.control.internal.json;

import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Writes maps, collections, texts, numbers and booleans as JSON; anything else by its text. */
public final class Json {
    private static final String DIGITS = "0123456789abcdef";

    private final StringBuilder out = new StringBuilder();
    private final boolean pretty;

    private Json(boolean pretty) {
        this.pretty = pretty;
    }

    /** One line, for the database. */
    public static String compact(Object value) {
        return new Json(false).value(value, 0).out.toString();
    }

    /** Indented by two, for people. */
    public static String pretty(Object value) {
        return new Json(true).value(value, 0).out.append('\n').toString();
    }

    /** An object in the order given, from names and values in turn; an empty {@link Optional} or null leaves its name out. */
    public static Map<String, Object> object(@Nullable Object... namesAndValues) {
        var object = new LinkedHashMap<String, Object>();
        for (var i = 0; i < namesAndValues.length; i += 2) {
            var value = namesAndValues[i + 1];
            if (value instanceof Optional<?> optional) {
                value = optional.orElse(null);
            }
            if (value != null) {
                object.put(String.valueOf(namesAndValues[i]), value);
            }
        }
        return object;
    }

    private Json value(@Nullable Object value, int depth) {
        switch (value) {
            case null -> out.append("null");
            case Map<?, ?> map -> map(map, depth);
            case Collection<?> collection -> collection(collection, depth);
            case Number number -> out.append(number);
            case Boolean bool -> out.append(bool);
            default -> text(value.toString());
        }
        return this;
    }

    private void map(Map<?, ?> map, int depth) {
        out.append('{');
        for (var entries = map.entrySet().iterator(); entries.hasNext(); ) {
            var entry = entries.next();
            line(depth + 1);
            text(String.valueOf(entry.getKey()));
            out.append(pretty ? ": " : ":");
            value(entry.getValue(), depth + 1);
            comma(entries);
        }
        close(map.isEmpty(), depth, '}');
    }

    private void collection(Collection<?> collection, int depth) {
        out.append('[');
        for (var items = collection.iterator(); items.hasNext(); ) {
            line(depth + 1);
            value(items.next(), depth + 1);
            comma(items);
        }
        close(collection.isEmpty(), depth, ']');
    }

    private void comma(Iterator<?> rest) {
        if (rest.hasNext()) {
            out.append(',');
        }
    }

    private void close(boolean empty, int depth, char bracket) {
        if (!empty) {
            line(depth);
        }
        out.append(bracket);
    }

    private void line(int depth) {
        if (pretty) {
            out.append('\n').repeat("  ", depth);
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
