package dev.coppice.control;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Which entries of the audit trail are wanted, newest first. A value for any thread.
 *
 * @param actor only those of this actor
 * @param action only those of this action
 * @param subject only those on this subject
 * @param since only those recorded at this time or later
 * @param before only those with a smaller number: the {@code next} of the page before
 * @param limit how many at most, 1 to 1,000
 */
public record AuditQuery(
        Optional<String> actor,
        Optional<String> action,
        Optional<String> subject,
        Optional<Instant> since,
        OptionalLong before,
        int limit) {
    /** Refuses a limit out of range. */
    public AuditQuery {
        if (limit < 1 || limit > 1000) {
            throw new IllegalArgumentException("limit must be 1 to 1000, was: " + limit);
        }
    }

    /** The newest entries. */
    public static AuditQuery newest(int limit) {
        return new AuditQuery(
                Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), OptionalLong.empty(), limit);
    }

    /** The same query, for one actor. */
    public AuditQuery by(String wanted) {
        return new AuditQuery(Optional.of(wanted), action, subject, since, before, limit);
    }

    /** The same query, for one action. */
    public AuditQuery action(String wanted) {
        return new AuditQuery(actor, Optional.of(wanted), subject, since, before, limit);
    }

    /** The same query, for one subject. */
    public AuditQuery on(String wanted) {
        return new AuditQuery(actor, action, Optional.of(wanted), since, before, limit);
    }

    /** The same query, from a time on. */
    public AuditQuery since(Instant from) {
        return new AuditQuery(actor, action, subject, Optional.of(from), before, limit);
    }

    /** The same query, one page further. */
    public AuditQuery before(long seq) {
        return new AuditQuery(actor, action, subject, since, OptionalLong.of(seq), limit);
    }
}
