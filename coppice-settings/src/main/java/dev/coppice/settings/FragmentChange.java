package dev.coppice.settings;

import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;

/**
 * Another value or rank for a fragment. With neither, the fragment is answered as it is. A rank alone is not validated. A value
 * for any thread.
 *
 * @param id whose
 * @param value what it says from now on; empty to leave it
 * @param rank its rank from now on; empty to leave it
 * @param version the version it must have; any when empty
 * @param viewer who will see the merged result, so that another value can be validated as a whole; without, it is validated
 *     as a part, unless no scope is left of which nothing is known
 */
public record FragmentChange(
        UUID id, Optional<Document> value, Optional<Rank> rank, OptionalLong version, Optional<Viewer> viewer) {

    /** A fragment, as it is. */
    public static FragmentChange of(UUID id) {
        return new FragmentChange(id, Optional.empty(), Optional.empty(), OptionalLong.empty(), Optional.empty());
    }

    /** The same with another value. */
    public FragmentChange value(Document wanted) {
        return new FragmentChange(id, Optional.of(wanted), rank, version, viewer);
    }

    /** The same with another rank. */
    public FragmentChange rank(Rank wanted) {
        return new FragmentChange(id, value, Optional.of(wanted), version, viewer);
    }

    /** The same, unless somebody has changed it since this version. */
    public FragmentChange ifVersion(long expected) {
        return new FragmentChange(id, value, rank, OptionalLong.of(expected), viewer);
    }

    /** The same, with the merged result validated as this viewer will see it. */
    public FragmentChange seenBy(Viewer who) {
        return new FragmentChange(id, value, rank, version, Optional.of(who));
    }
}
