package dev.coppice.server.internal.access;

import dev.coppice.control.Act;
import dev.coppice.control.AuditEvent;
import dev.coppice.control.AuditTrail;
import dev.coppice.server.Role;
import dev.coppice.server.Token;
import org.jooq.DSLContext;

/** Writes the audit entries of access, in the transaction of the change: last, since appends wait for one another. */
public final class AccessAudit {
    private final DSLContext db;

    /** Entries in the transaction of {@code db}. */
    public AccessAudit(DSLContext db) {
        this.db = db;
    }

    /** Notes that a token was made. */
    public void created(Token token, String reason) {
        var after = "{\"role\":\"" + token.role().word() + "\",\"expiresAt\":\""
                + token.times().expiresAt() + "\"}";
        append(AuditEvent.of(Act.of(token.createdBy(), reason), "token.created", subject(token))
                .after(after));
    }

    /** Notes that a token was revoked. */
    public void revoked(Token token, String by, String reason) {
        append(AuditEvent.of(Act.of(by, reason), "token.revoked", subject(token)));
    }

    void sessionOpened(String name, Role role) {
        append(AuditEvent.of(name, "session.opened", "console").after("{\"role\":\"" + role.word() + "\"}"));
    }

    void sessionEnded(String name) {
        append(AuditEvent.of(name, "session.ended", "console"));
    }

    private void append(AuditEvent event) {
        AuditTrail.in(db).append(event);
    }

    private static String subject(Token token) {
        return "token " + token.id();
    }
}
