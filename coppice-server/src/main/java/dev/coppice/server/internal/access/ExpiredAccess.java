package dev.coppice.server.internal.access;

import static dev.coppice.server.internal.access.ConsoleSessionTable.CONSOLE_SESSION;
import static dev.coppice.server.internal.access.LoginLinkTable.LOGIN_LINK;
import static org.jooq.impl.DSL.notExists;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.selectOne;

import dev.coppice.server.internal.home.DatabaseTime;
import java.time.Duration;
import org.jooq.DSLContext;

/** Removes sessions and links that can let nobody in any more. Whoever makes a new one calls it, so neither table grows. */
public final class ExpiredAccess {
    static final int AT_ONCE = 500;

    /** A link outlives whatever transaction may still use it up and the session it opened, so its key is referenced no more. */
    private static final Duration LINKS_STAY = Duration.ofDays(1);

    private ExpiredAccess() {}

    /**
     * Removes at most 500 of each, in the transaction of {@code db}: sessions first, since they refer to links. What another
     * transaction has locked is left to the next call.
     */
    public static void prune(DSLContext db) {
        db.deleteFrom(CONSOLE_SESSION)
                .where(ConsoleSessionTable.ID.in(select(ConsoleSessionTable.ID)
                        .from(CONSOLE_SESSION)
                        .where(ConsoleSessionTable.EXPIRES_AT.lt(DatabaseTime.NOW))
                        .orderBy(ConsoleSessionTable.ID)
                        .limit(AT_ONCE)
                        .forUpdate()
                        .skipLocked()))
                .execute();
        db.deleteFrom(LOGIN_LINK)
                .where(LoginLinkTable.ID.in(select(LoginLinkTable.ID)
                        .from(LOGIN_LINK)
                        .where(LoginLinkTable.EXPIRES_AT.lt(DatabaseTime.before(LINKS_STAY)))
                        .and(notExists(selectOne()
                                .from(CONSOLE_SESSION)
                                .where(ConsoleSessionTable.LOGIN_LINK_ID.eq(LoginLinkTable.ID))))
                        .orderBy(LoginLinkTable.ID)
                        .limit(AT_ONCE)
                        .forUpdate()
                        .skipLocked()))
                .execute();
    }
}
