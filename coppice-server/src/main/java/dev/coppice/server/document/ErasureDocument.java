package dev.coppice.server.document;

import dev.coppice.prune.Erasure;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An erasure as scripts see it. A value for any thread.
 *
 * @param erasure its number
 * @param subject the kind of subject
 * @param table the subject's table
 * @param digest the digest of the subject's key
 * @param plan the hash of its plan
 * @param requestedBy who asked for it
 * @param requestedReason why
 * @param campaign the campaign that deletes; absent before it has begun
 * @param state where it stands
 * @param reason how it came there
 * @param createdAt when it was begun
 * @param endedAt when it ended
 */
public record ErasureDocument(
        long erasure,
        String subject,
        String table,
        String digest,
        String plan,
        String requestedBy,
        String requestedReason,
        @Nullable Long campaign,
        String state,
        String reason,
        Instant createdAt,
        @Nullable Instant endedAt) {
    /** An erasure as a document. */
    public static ErasureDocument of(Erasure erasure) {
        return new ErasureDocument(
                erasure.id(),
                erasure.subject(),
                erasure.table().spelled(),
                erasure.digest(),
                erasure.planHash(),
                erasure.requested().actor(),
                erasure.requested().reason(),
                erasure.campaign().isPresent() ? erasure.campaign().getAsLong() : null,
                erasure.state().name(),
                erasure.reason(),
                erasure.createdAt(),
                erasure.endedAt().orElse(null));
    }
}
