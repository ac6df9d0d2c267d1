package dev.coppice.archive.internal.json;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads JSON into maps, lists, texts, longs, booleans and nulls. Strict; knows whole numbers only. */
public final class JsonParser {
    private static final int DEEPEST = 64;
    private static final int HEX = 16;
    private static final int ESCAPE_LENGTH = 4;

    private final String text;
    private int position;

    private JsonParser(String text) {
        this.text = text;
    }

    /** Reads a text that is one value. */
    public static @Nullable Object parse(String text) {
        var parser = new JsonParser(text);
        var value = parser.value(0);
        parser.skipSpace();
        if (parser.position < text.length()) {
            throw parser.unexpected();
        }
        return value;
    }

    private @Nullable Object value(int depth) {
        if (depth > DEEPEST) {
            throw unexpected();
        }
        skipSpace();
        return switch (peek()) {
            case '{' -> object(depth);
            case '[' -> list(depth);
            case '"' -> string();
            case 't' -> word("true", true);
            case 'f' -> word("false", false);
            case 'n' -> word("null", null);
            default -> number();
        };
    }

    private Map<String, @Nullable Object> object(int depth) {
        var object = new LinkedHashMap<String, @Nullable Object>();
        expect('{');
        if (endsWith('}')) {
            return object;
        }
        do {
            skipSpace();
            var name = string();
            skipSpace();
            expect(':');
            if (object.containsKey(name)) {
                throw new JsonException("an object names the same thing twice, at character " + position);
            }
            object.put(name, value(depth + 1));
        } while (continues('}'));
        return object;
    }

    private List<@Nullable Object> list(int depth) {
        var list = new ArrayList<@Nullable Object>();
        expect('[');
        if (endsWith(']')) {
            return list;
        }
        do {
            list.add(value(depth + 1));
        } while (continues(']'));
        return list;
    }

    private String string() {
        expect('"');
        var out = new StringBuilder();
        while (peek() != '"') {
            var c = text.charAt(position++);
            if (c < ' ') {
                throw unexpected();
            }
            out.append(c == '\\' ? escaped() : c);
        }
        position++;
        return out.toString();
    }

    private char escaped() {
        var c = peek();
        position++;
        return switch (c) {
            case '"', '\\', '/' -> c;
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'u' -> unicode();
            default -> throw unexpected();
        };
    }

    private char unicode() {
        var digits = text.substring(position, Math.min(position + ESCAPE_LENGTH, text.length()));
        if (!digits.matches("[0-9a-fA-F]{4}")) {
            throw unexpected();
        }
        position += ESCAPE_LENGTH;
        return (char) Integer.parseInt(digits, HEX);
    }

    private Long number() {
        var start = position;
        while (position < text.length() && "-0123456789".indexOf(text.charAt(position)) >= 0) {
            position++;
        }
        try {
            return Long.valueOf(text.substring(start, position));
        } catch (NumberFormatException notOne) {
            throw unexpected();
        }
    }

    private @Nullable Object word(String word, @Nullable Object meaning) {
        if (!text.startsWith(word, position)) {
            throw unexpected();
        }
        position += word.length();
        return meaning;
    }

    private boolean continues(char end) {
        skipSpace();
        if (peek() == ',') {
            position++;
            return true;
        }
        expect(end);
        return false;
    }

    private boolean endsWith(char end) {
        skipSpace();
        if (peek() == end) {
            position++;
            return true;
        }
        return false;
    }

    private void expect(char c) {
        if (peek() != c) {
            throw unexpected();
        }
        position++;
    }

    private char peek() {
        if (position >= text.length()) {
            throw new JsonException("it ends too early");
        }
        return text.charAt(position);
    }

    private void skipSpace() {
        while (position < text.length() && " \n\r\t".indexOf(text.charAt(position)) >= 0) {
            position++;
        }
    }

    private JsonException unexpected() {
        return new JsonException("it is not JSON at character " + position);
    }
}
