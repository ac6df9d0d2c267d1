package dev.coppice.control;

import java.util.Optional;

/**
 * Which holds are wanted, oldest first. A value for any thread.
 *
 * @param binding only those that bind now: not released, and not past their end
 * @param target only those on exactly this
 * @param after only those with a greater number: the {@code next} of the page before
 * @param limit how many at most, 1 to 1,000
 */
public record HoldQuery(boolean binding, Optional<HoldTarget> target, long after, int limit) {
    /** Refuses a limit out of range. */
    public HoldQuery {
        if (limit < 1 || limit > 1000) {
            throw new IllegalArgumentException("limit must be 1 to 1000, was: " + limit);
        }
    }

    /** All holds, also those that are over. */
    public static HoldQuery all(int limit) {
        return new HoldQuery(false, Optional.empty(), 0, limit);
    }

    /** The holds that bind now. */
    public static HoldQuery binding(int limit) {
        return new HoldQuery(true, Optional.empty(), 0, limit);
    }

    /** The same query, for one target. */
    public HoldQuery on(HoldTarget wanted) {
        return new HoldQuery(binding, Optional.of(wanted), after, limit);
    }

    /** The same query, one page further. */
    public HoldQuery after(long id) {
        return new HoldQuery(binding, target, id, limit);
    }
}
