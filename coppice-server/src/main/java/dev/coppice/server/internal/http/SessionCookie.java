package dev.coppice.server.internal.http;

import dev.coppice.server.internal.access.Secret;
import dev.coppice.server.internal.access.Sessions;
import java.util.Map;

/**
 * The cookie of a console session. Marked Secure over TLS alone: in the clear, on loopback, some browsers drop Secure cookies.
 */
public final class SessionCookie {
    static final String NAME = "coppice_session";

    private static final String SET = "Set-Cookie";
    private static final String ATTRIBUTES = "; Path=/; HttpOnly; SameSite=Strict; Max-Age=";

    private SessionCookie() {}

    /** The header that sets it. */
    public static Map<String, String> set(Secret session) {
        return header(session.text(), Sessions.ABSOLUTE.toSeconds());
    }

    /** The header that takes it away. */
    public static Map<String, String> clear() {
        return header("", 0);
    }

    /** A header as it is sent over TLS. */
    static String secured(String header, String value) {
        return header.equals(SET) ? value + "; Secure" : value;
    }

    private static Map<String, String> header(String value, long seconds) {
        return Map.of(SET, NAME + "=" + value + ATTRIBUTES + seconds);
    }
}
