package dev.coppice.cli.internal.settings;

import dev.coppice.settings.AllowListEntry;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** An entry of the allow list as scripts see it. */
record EntryDocument(
        UUID id,
        String name,
        String scopeType,
        @Nullable Integer ownRank,
        int rank,
        long version,
        Instant createdAt,
        Instant updatedAt) {
    static EntryDocument of(AllowListEntry entry) {
        var stamp = entry.stamp();
        return new EntryDocument(
                entry.id(),
                entry.name(),
                entry.scopeType(),
                entry.ownRank().isPresent() ? entry.ownRank().getAsInt() : null,
                entry.rank(),
                stamp.version(),
                stamp.createdAt(),
                stamp.updatedAt());
    }

    /** The rank, and whose it is. */
    String rankWords() {
        return rank + (ownRank == null ? " (of the scope)" : "");
    }
}
