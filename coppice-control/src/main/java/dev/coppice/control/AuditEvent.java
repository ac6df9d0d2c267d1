package dev.coppice.control;

import java.util.Optional;

/**
 * Something worth keeping in the audit trail. A value for any thread.
 *
 * @param actor the person or system that acted
 * @param action what was done, as a stable word such as {@code hold.placed}
 * @param subject what it was done to
 * @param reason why, where a reason was asked for
 * @param before the state before, as JSON
 * @param after the state after, as JSON
 */
public record AuditEvent(
        String actor,
        String action,
        String subject,
        Optional<String> reason,
        Optional<String> before,
        Optional<String> after) {
    /** Refuses an event without actor, action or subject, or with a blank reason. */
    public AuditEvent {
        Text.required(actor, "actor");
        Text.required(action, "action");
        Text.required(subject, "subject");
        reason.ifPresent(text -> Text.required(text, "reason"));
    }

    /** An act on a subject. */
    public static AuditEvent of(Act act, String action, String subject) {
        return new AuditEvent(
                act.actor(), action, subject, Optional.of(act.reason()), Optional.empty(), Optional.empty());
    }

    /** Something an actor did without being asked for a reason. */
    public static AuditEvent of(String actor, String action, String subject) {
        return new AuditEvent(actor, action, subject, Optional.empty(), Optional.empty(), Optional.empty());
    }

    /** The same event with the state before it. */
    public AuditEvent before(String json) {
        return new AuditEvent(actor, action, subject, reason, Optional.of(json), after);
    }

    /** The same event with the state after it. */
    public AuditEvent after(String json) {
        return new AuditEvent(actor, action, subject, reason, before, Optional.of(json));
    }
}
