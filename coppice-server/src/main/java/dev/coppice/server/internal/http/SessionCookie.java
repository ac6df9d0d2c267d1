package dev.coppice.server.internal.http;

import dev.coppice.server.internal.access.Secret;
import dev.coppice.server.internal.access.Sessions;
import java.util.Map;

/**
 * The cookie of a console session. Not marked Secure: the server speaks plain HTTP on loopback alone, and some browsers drop
 * Secure cookies there.
 */
public final class SessionCookie {
    static final String NAME = "coppice_session";

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

    private static Map<String, String> header(String value, long seconds) {
        return Map.of("Set-Cookie", NAME + "=" + value + ATTRIBUTES + seconds);
    }
}
