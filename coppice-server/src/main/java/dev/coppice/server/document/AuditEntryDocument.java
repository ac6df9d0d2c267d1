package dev.coppice.server.document;

import dev.coppice.control.AuditEntry;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * An entry of the audit trail as scripts see it. A value for any thread.
 *
 * @param seq its number
 * @param at when it was written
 * @param actor who acted
 * @param action what was done
 * @param subject to what
 * @param reason why
 * @param before the state before
 * @param after the state after
 * @param hash its digest
 */
public record AuditEntryDocument(
        long seq,
        Instant at,
        String actor,
        String action,
        String subject,
        @Nullable String reason,
        @Nullable Object before,
        @Nullable Object after,
        String hash) {

    /** An entry as a document. */
    public static AuditEntryDocument of(AuditEntry entry) {
        var event = entry.event();
        return new AuditEntryDocument(
                entry.seq(),
                entry.recordedAt(),
                event.actor(),
                event.action(),
                event.subject(),
                event.reason().orElse(null),
                value(event.before()),
                value(event.after()),
                entry.hash());
    }

    private static @Nullable Object value(Optional<String> json) {
        return json.map(text -> JsonMapper.shared().readValue(text, Object.class))
                .orElse(null);
    }
}
