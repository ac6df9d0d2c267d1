package dev.coppice.server.internal.access;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.Base64;

/** Where a page of tokens ended, opaque to callers. */
public final class TokenCursor {
    private static final String MARK = "t1:";

    private TokenCursor() {}

    /** The cursor behind a token. */
    public static String after(long id) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString((MARK + id).getBytes(US_ASCII));
    }

    /**
     * The token a cursor stands behind.
     *
     * @throws dev.coppice.ops.CoppiceException {@code token.invalid} when it is none of ours
     */
    public static long parse(String cursor) {
        try {
            var text = new String(Base64.getUrlDecoder().decode(cursor), US_ASCII);
            if (text.startsWith(MARK)) {
                return Long.parseLong(text.substring(MARK.length()));
            }
        } catch (IllegalArgumentException noCursor) {
            throw TokenChecks.invalid("The cursor is none that this list gave out.");
        }
        throw TokenChecks.invalid("The cursor is none that this list gave out.");
    }
}
