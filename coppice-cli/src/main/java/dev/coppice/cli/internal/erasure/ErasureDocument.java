package dev.coppice.cli.internal.erasure;

import dev.coppice.prune.Erasure;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** An erasure as scripts see it. */
record ErasureDocument(
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

    static ErasureDocument of(Erasure erasure) {
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
