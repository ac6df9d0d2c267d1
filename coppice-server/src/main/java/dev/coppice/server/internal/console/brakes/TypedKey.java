package dev.coppice.server.internal.console.brakes;

import dev.coppice.server.internal.http.RequestFaults;
import java.util.ArrayList;
import java.util.List;

/** The primary key of a row as a person types it: values with commas between, those that need it in quotes. One thread. */
final class TypedKey {
    private static final char QUOTE = '"';

    private final String typed;
    private int at;

    private TypedKey(String typed) {
        this.typed = typed;
    }

    /**
     * Its values, those without quotes stripped; in quotes, two quotes stand for one.
     *
     * @throws dev.coppice.ops.CoppiceException {@code request.invalid} where a quote is not closed, or stands within a value
     */
    static List<String> values(String typed) {
        var key = new TypedKey(typed);
        var values = new ArrayList<String>();
        do {
            values.add(key.value());
        } while (key.at++ < typed.length());
        return values;
    }

    /** The next value, up to its comma or the end. */
    private String value() {
        skipBlanks();
        if (at < typed.length() && typed.charAt(at) == QUOTE) {
            var quoted = quoted();
            skipBlanks();
            if (at < typed.length() && typed.charAt(at) != ',') {
                throw misplaced();
            }
            return quoted;
        }
        int comma = typed.indexOf(',', at);
        var plain = typed.substring(at, comma < 0 ? typed.length() : comma);
        if (plain.indexOf(QUOTE) >= 0) {
            throw misplaced();
        }
        at += plain.length();
        return plain.strip();
    }

    private String quoted() {
        var text = new StringBuilder();
        for (at++; at < typed.length(); at++) {
            if (typed.charAt(at) == QUOTE) {
                at++;
                if (at >= typed.length() || typed.charAt(at) != QUOTE) {
                    return text.toString();
                }
            }
            text.append(typed.charAt(at));
        }
        throw misplaced();
    }

    private void skipBlanks() {
        while (at < typed.length() && Character.isWhitespace(typed.charAt(at))) {
            at++;
        }
    }

    private static RuntimeException misplaced() {
        return RequestFaults.invalid(
                "A value of the key has a quote in it, or one that is not closed; a value with quotes"
                        + " or commas stands in quotes, and each of its own quotes twice.");
    }
}
