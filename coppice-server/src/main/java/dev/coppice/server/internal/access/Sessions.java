package dev.coppice.server.internal.access;

import static dev.coppice.server.internal.access.ConsoleSessionTable.API_TOKEN_ID;
import static dev.coppice.server.internal.access.ConsoleSessionTable.CONSOLE_SESSION;
import static dev.coppice.server.internal.access.ConsoleSessionTable.ENDED_AT;
import static dev.coppice.server.internal.access.ConsoleSessionTable.EXPIRES_AT;
import static dev.coppice.server.internal.access.ConsoleSessionTable.ID;
import static dev.coppice.server.internal.access.ConsoleSessionTable.LAST_SEEN_AT;
import static dev.coppice.server.internal.access.ConsoleSessionTable.LOGIN_LINK_ID;
import static dev.coppice.server.internal.access.ConsoleSessionTable.NAME;
import static dev.coppice.server.internal.access.ConsoleSessionTable.ROLE;
import static dev.coppice.server.internal.access.ConsoleSessionTable.SECRET_HASH;
import static dev.coppice.server.internal.access.LoginLinkTable.LOGIN_LINK;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.selectOne;

import dev.coppice.server.Role;
import dev.coppice.server.internal.home.DatabaseTime;
import java.time.Duration;
import java.util.Optional;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;

/** Console sessions, kept in the database so that any node knows them. Joins the caller's transaction. */
public final class Sessions {
    /** How long a session lives, used or not. */
    public static final Duration ABSOLUTE = Duration.ofHours(12);

    private static final Duration IDLE = Duration.ofHours(1);
    private static final Duration NOTED_EVERY = Duration.ofMinutes(1);
    private static final String PREFIX = "cops_";
    private static final String FORM_USE = "form";

    private final DSLContext db;

    /** Sessions in the transaction of {@code db}. */
    public Sessions(DSLContext db) {
        this.db = db;
    }

    /**
     * Uses a login link up and opens its session; empty when the link is unknown, used or expired. Of two callers with one
     * link the second waits for the first's row lock, then finds the condition false.
     */
    public Optional<Secret> openByLink(Secret link) {
        Condition fresh = LoginLinkTable.USED_AT.isNull().and(LoginLinkTable.EXPIRES_AT.gt(DatabaseTime.NOW));
        var used = db.update(LOGIN_LINK)
                .set(LoginLinkTable.USED_AT, DatabaseTime.NOW)
                .where(LoginLinkTable.SECRET_HASH.eq(link.hash()))
                .and(fresh)
                .returning(LoginLinkTable.ID, LoginLinkTable.NAME, LoginLinkTable.ROLE)
                .fetchOptional();
        return used.map(row -> open(
                row.get(LoginLinkTable.NAME),
                Role.of(row.get(LoginLinkTable.ROLE)),
                LOGIN_LINK_ID,
                row.get(LoginLinkTable.ID)));
    }

    /** Opens a session with the role of a token; it ends with the token. */
    public Secret openByToken(Principal.Bearer bearer) {
        return open(bearer.name(), bearer.granted(), API_TOKEN_ID, bearer.id());
    }

    /** Whose session a cookie is. {@code active} is false for what the page does by itself: that keeps no session alive. */
    public Credential check(Secret secret, boolean active) {
        Field<Boolean> alive = field(alive());
        var row = db.select(ID, NAME, ROLE, alive)
                .from(CONSOLE_SESSION)
                .where(SECRET_HASH.eq(secret.hash()))
                .fetchOne();
        if (row == null) {
            return new Credential.Unknown();
        }
        if (!row.get(alive)) {
            return new Credential.Spent();
        }
        if (active) {
            noteUse(row.get(ID));
        }
        return new Credential.Good(person(row, secret));
    }

    /** Ends a session; the cookie is worth nothing from then on. */
    public void end(Principal.Person person) {
        int ended = db.update(CONSOLE_SESSION)
                .set(ENDED_AT, DatabaseTime.NOW)
                .where(ID.eq(person.id()))
                .and(ENDED_AT.isNull())
                .execute();
        if (ended == 1) {
            new AccessAudit(db).sessionEnded(person.name());
        }
    }

    private Secret open(String name, Role role, Field<Long> origin, long originId) {
        ExpiredAccess.prune(db);
        var secret = Secret.random(PREFIX);
        db.insertInto(CONSOLE_SESSION)
                .set(NAME, name)
                .set(ROLE, role.word())
                .set(SECRET_HASH, secret.hash())
                .set(origin, originId)
                .set(EXPIRES_AT, DatabaseTime.after(ABSOLUTE))
                .execute();
        new AccessAudit(db).sessionOpened(name, role);
        return secret;
    }

    private static Principal.Person person(Record row, Secret secret) {
        return new Principal.Person(row.get(ID), row.get(NAME), Role.of(row.get(ROLE)), secret.derived(FORM_USE));
    }

    private void noteUse(long id) {
        db.update(CONSOLE_SESSION)
                .set(LAST_SEEN_AT, DatabaseTime.NOW)
                .where(ID.eq(id))
                .and(LAST_SEEN_AT.lt(DatabaseTime.before(NOTED_EVERY)))
                .execute();
    }

    private static Condition alive() {
        var tokenUsable = selectOne()
                .from(ApiTokenTable.API_TOKEN)
                .where(ApiTokenTable.ID.eq(API_TOKEN_ID))
                .and(ApiTokenTable.usable());
        return ENDED_AT.isNull()
                .and(EXPIRES_AT.gt(DatabaseTime.NOW))
                .and(LAST_SEEN_AT.gt(DatabaseTime.before(IDLE)))
                .and(API_TOKEN_ID.isNull().or(org.jooq.impl.DSL.exists(tokenUsable)));
    }
}
