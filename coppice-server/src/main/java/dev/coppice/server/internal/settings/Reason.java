package dev.coppice.server.internal.settings;

import dev.coppice.server.internal.http.Request;
import dev.coppice.server.internal.http.RequestFaults;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Why somebody acts, as the audit trail keeps it. */
public final class Reason {
    private static final String HEADER = "Coppice-Reason";
    private static final String ENCODED = "UTF-8''";
    private static final int LONGEST = 500;

    private Reason() {}

    /** The reason in the header of a request; empty without one. */
    static Optional<String> of(Request request) {
        return request.header(HEADER).map(text -> required(decoded(text), "header " + HEADER));
    }

    /** Plain, or as RFC 8187 writes what is not ASCII. */
    private static String decoded(String text) {
        if (!text.startsWith(ENCODED)) {
            return text;
        }
        try {
            return URLDecoder.decode(text.substring(ENCODED.length()).replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException malformed) {
            throw RequestFaults.invalid("The header " + HEADER + " is not encoded as RFC 8187 says.");
        }
    }

    /** The reason typed into a form; empty when none was. */
    public static Optional<String> typed(Request request) {
        return request.form("reason")
                .map(String::strip)
                .filter(text -> !text.isEmpty())
                .map(text -> required(text, "reason"));
    }

    /** A reason that fits into the audit trail. */
    public static String required(String text, String place) {
        boolean fits = !text.isBlank()
                && text.codePointCount(0, text.length()) <= LONGEST
                && text.codePoints().noneMatch(Character::isISOControl);
        if (!fits) {
            throw RequestFaults.invalid(
                    "The " + place + " must have 1 to " + LONGEST + " characters, none of them a control character.");
        }
        return text;
    }
}
