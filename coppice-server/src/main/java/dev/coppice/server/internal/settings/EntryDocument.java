package dev.coppice.server.internal.settings;

import dev.coppice.settings.AllowListEntry;
import java.time.Instant;
import java.util.OptionalInt;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An allow-list entry as a document.
 *
 * @param id its id
 * @param name the setting
 * @param scopeType the type of scope
 * @param ownRank the rank it was given; null when it has its scope's
 * @param rank the rank in force
 * @param version its version
 * @param createdAt when it was made
 * @param updatedAt when it was last changed
 */
record EntryDocument(
        UUID id,
        String name,
        String scopeType,
        @Nullable Integer ownRank,
        int rank,
        long version,
        Instant createdAt,
        Instant updatedAt)
        implements RowDocument {

    static EntryDocument of(AllowListEntry row) {
        var stamp = row.stamp();
        return new EntryDocument(
                row.id(),
                row.name(),
                row.scopeType(),
                nullable(row.ownRank()),
                row.rank(),
                stamp.version(),
                stamp.createdAt(),
                stamp.updatedAt());
    }

    static @Nullable Integer nullable(OptionalInt rank) {
        return rank.isPresent() ? rank.getAsInt() : null;
    }

    @Override
    public String subject() {
        return "setting " + name + " at " + scopeType;
    }
}
