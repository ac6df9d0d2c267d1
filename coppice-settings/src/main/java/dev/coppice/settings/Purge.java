package dev.coppice.settings;

import java.util.OptionalLong;
import java.util.UUID;

/**
 * One row to remove, with everything that hangs on it. A value for any thread.
 *
 * @param id which
 * @param version the version it must have; any when empty
 */
public record Purge(UUID id, OptionalLong version) {
    /** The row of this id. */
    public static Purge of(UUID id) {
        return new Purge(id, OptionalLong.empty());
    }

    /** The same, unless somebody has changed it since this version. */
    public Purge ifVersion(long expected) {
        return new Purge(id, OptionalLong.of(expected));
    }
}
