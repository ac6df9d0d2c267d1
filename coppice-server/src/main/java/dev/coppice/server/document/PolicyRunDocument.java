package dev.coppice.server.document;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A due time of a policy, and what became of it. A value for any thread.
 *
 * @param policy the policy's name
 * @param dueAt the time
 * @param decision {@code due} until it is decided, {@code begun} or {@code resumed} with a campaign, {@code not-run} or
 *     {@code missed} with a reason
 * @param campaign the campaign
 * @param code why not, as a stable word
 * @param reason why not, in words
 * @param decidedAt when that was decided
 */
public record PolicyRunDocument(
        String policy,
        Instant dueAt,
        String decision,
        @Nullable Long campaign,
        @Nullable String code,
        @Nullable String reason,
        @Nullable Instant decidedAt) {}
