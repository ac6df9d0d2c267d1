package dev.coppice.server.document;

import dev.coppice.control.Hold;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A hold as scripts see it. A value for any thread.
 *
 * @param id its number
 * @param target what must not be deleted
 * @param origin the case or system behind it
 * @param reason why
 * @param placedBy who placed it
 * @param placedAt when
 * @param until when it ends by itself
 * @param releasedAt when it was released
 */
public record HoldDocument(
        long id,
        String target,
        String origin,
        String reason,
        String placedBy,
        Instant placedAt,
        @Nullable Instant until,
        @Nullable Instant releasedAt) {

    /** A hold as a document. */
    public static HoldDocument of(Hold hold) {
        return new HoldDocument(
                hold.id(),
                hold.target().toString(),
                hold.origin(),
                hold.placed().reason(),
                hold.placed().actor(),
                hold.placedAt(),
                hold.until().orElse(null),
                hold.release().map(Hold.Release::at).orElse(null));
    }
}
