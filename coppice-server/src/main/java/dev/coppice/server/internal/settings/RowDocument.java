package dev.coppice.server.internal.settings;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A stored row as a document. */
interface RowDocument {
    /** Its id. */
    UUID id();

    /** Its version. */
    long version();

    /** The rank it was given; null when it has none of its own. */
    default @Nullable Integer ownRank() {
        return null;
    }

    /** What the audit trail calls it. */
    String subject();
}
