package dev.coppice.settings;

import java.util.OptionalLong;
import java.util.UUID;

/**
 * Another rank for an allow-list entry. A value for any thread.
 *
 * @param id whose
 * @param rank the rank from now on
 * @param version the version it must have; any when empty
 */
public record EntryChange(UUID id, Rank rank, OptionalLong version) {
    /** An entry with this rank from now on. */
    public static EntryChange rank(UUID id, Rank rank) {
        return new EntryChange(id, rank, OptionalLong.empty());
    }

    /** The same, unless somebody has changed it since this version. */
    public EntryChange ifVersion(long expected) {
        return new EntryChange(id, rank, OptionalLong.of(expected));
    }
}
