package dev.coppice.server.internal.console.settings;

import dev.coppice.settings.AllowListEntry;

/**
 * An allow-list entry.
 *
 * @param id its id
 * @param scopeType the type of scope
 * @param rank the rank in force
 * @param own whether it was given that rank itself
 * @param version its version
 * @param fragments how many fragments hang on it, in words
 */
public record EntryView(String id, String scopeType, int rank, boolean own, long version, String fragments) {
    static EntryView of(AllowListEntry entry, String fragments) {
        return new EntryView(
                entry.id().toString(),
                entry.scopeType(),
                entry.rank(),
                entry.ownRank().isPresent(),
                entry.stamp().version(),
                fragments);
    }

    /** Whose rank it is. */
    public String origin() {
        return own ? "its own" : "of the scope";
    }
}
