package dev.coppice.server.internal.access;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.coppice.control.Act;
import dev.coppice.control.AuditEvent;
import dev.coppice.control.AuditTrail;
import dev.coppice.server.Role;
import dev.coppice.server.Token;
import java.time.Instant;
import java.util.List;
import org.jooq.DSLContext;
import tools.jackson.databind.json.JsonMapper;

/** Writes the audit entries of access, in the transaction of the change: last, since appends wait for one another. */
public final class AccessAudit {
    private final DSLContext db;

    /** Entries in the transaction of {@code db}. */
    public AccessAudit(DSLContext db) {
        this.db = db;
    }

    /** Notes that a token was made. */
    public void created(Token token, String reason) {
        var after = JsonMapper.shared().writeValueAsString(Grant.of(token));
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

    /** What a token grants; scopes only where it has some. */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    private record Grant(String role, Instant expiresAt, List<String> scopes, List<String> manages) {
        static Grant of(Token token) {
            return new Grant(token.role().word(), token.times().expiresAt(), names(token, false), names(token, true));
        }

        private static List<String> names(Token token, boolean managed) {
            return token.scopes().stream()
                    .filter(one -> one.manages() == managed)
                    .map(one -> one.scope().toString())
                    .toList();
        }
    }

    private void append(AuditEvent event) {
        AuditTrail.in(db).append(event);
    }

    private static String subject(Token token) {
        return "token " + token.id();
    }
}
