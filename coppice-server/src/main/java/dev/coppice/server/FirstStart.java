package dev.coppice.server;

import static dev.coppice.server.internal.access.ApiTokenTable.API_TOKEN;
import static dev.coppice.server.internal.access.ApiTokenTable.ROLE;
import static dev.coppice.server.internal.access.ApiTokenTable.usable;

import java.time.Duration;
import java.util.Optional;
import org.jooq.DSLContext;

/** Makes the first admin token, so that somebody can make all others. */
public final class FirstStart {
    private static final Duration LIFETIME = Duration.ofDays(90);

    private FirstStart() {}

    /**
     * Makes an admin token when no usable one exists, in the transaction of {@code db}; empty when there is one.
     *
     * <p>Locks the table of tokens against writers until the transaction ends: of several nodes that start at once, the
     * second waits and then sees the first one's token.
     */
    public static Optional<IssuedToken> adminToken(DSLContext db) {
        db.execute("LOCK TABLE coppice.api_token IN SHARE ROW EXCLUSIVE MODE");
        boolean present = db.fetchExists(API_TOKEN, ROLE.eq(Role.ADMIN.word()).and(usable()));
        if (present) {
            return Optional.empty();
        }
        var wanted = new NewToken("first-start", Role.ADMIN, LIFETIME, "coppice", "no usable admin token existed");
        return Optional.of(Tokens.in(db).create(wanted));
    }
}
