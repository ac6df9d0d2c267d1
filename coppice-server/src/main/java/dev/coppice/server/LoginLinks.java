package dev.coppice.server;

import static dev.coppice.server.internal.access.LoginLinkTable.EXPIRES_AT;
import static dev.coppice.server.internal.access.LoginLinkTable.LOGIN_LINK;
import static dev.coppice.server.internal.access.LoginLinkTable.NAME;
import static dev.coppice.server.internal.access.LoginLinkTable.ROLE;
import static dev.coppice.server.internal.access.LoginLinkTable.SECRET_HASH;

import dev.coppice.server.internal.access.ExpiredAccess;
import dev.coppice.server.internal.access.Secret;
import dev.coppice.server.internal.home.DatabaseTime;
import java.time.Duration;
import org.jooq.DSLContext;

/** One-use links that open a console session. Joins the caller's transaction; the link works once that has committed. */
public final class LoginLinks {
    /** How long a link is good for, on the database's clock. */
    public static final Duration LIFETIME = Duration.ofMinutes(15);

    private static final String PREFIX = "copl_";

    private final DSLContext db;

    private LoginLinks(DSLContext db) {
        this.db = db;
    }

    /** Links made in the transaction of {@code db}. */
    public static LoginLinks in(DSLContext db) {
        return new LoginLinks(db);
    }

    /**
     * Makes a link for a person and a role, and removes links and sessions that expired.
     *
     * @throws IllegalArgumentException for a member, which has no console
     * @return the path to put behind the server's address, as in {@code /login/copl_…}; shown this once, stored nowhere
     */
    public String create(String name, Role role) {
        if (!role.includes(Role.VIEWER)) {
            throw new IllegalArgumentException("role must be viewer, operator or admin, was: " + role.word());
        }
        ExpiredAccess.prune(db);
        var secret = Secret.random(PREFIX);
        db.insertInto(LOGIN_LINK)
                .set(NAME, name)
                .set(ROLE, role.word())
                .set(SECRET_HASH, secret.hash())
                .set(EXPIRES_AT, DatabaseTime.after(LIFETIME))
                .execute();
        return "/login/" + secret.text();
    }
}
