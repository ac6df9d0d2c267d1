package dev.coppice.prune;

import java.time.Duration;
import java.util.Optional;

/**
 * What may be changed while a campaign runs. A value for any thread.
 *
 * @param chunkTime how long one chunk aims to take
 * @param rows how many rows of all tables may go
 * @param roots how many roots may go
 * @param runtime for how long it may run
 */
public record Tuning(Duration chunkTime, Optional<Long> rows, Optional<Long> roots, Optional<Duration> runtime) {
    /** Refuses times and limits that leave no room. */
    public Tuning {
        if (chunkTime.toMillis() < 1) {
            throw new IllegalArgumentException("chunkTime must be 1 ms or more, was: " + chunkTime);
        }
        if (rows.isPresent() && rows.get() < 1) {
            throw new IllegalArgumentException("rows must be at least 1, was: " + rows.get());
        }
        if (roots.isPresent() && roots.get() < 0) {
            throw new IllegalArgumentException("roots must not be negative, was: " + roots.get());
        }
        if (runtime.isPresent() && runtime.get().toMillis() < 1) {
            throw new IllegalArgumentException("runtime must be 1 ms or more, was: " + runtime.get());
        }
    }

    /** The same with another time per chunk. */
    public Tuning chunkTime(Duration aim) {
        return new Tuning(aim, rows, roots, runtime);
    }

    /** The same with another limit of rows. */
    public Tuning rows(Optional<Long> limit) {
        return new Tuning(chunkTime, limit, roots, runtime);
    }

    /** The same with another limit of roots. */
    public Tuning roots(Optional<Long> limit) {
        return new Tuning(chunkTime, rows, limit, runtime);
    }

    /** The same with another limit of time. */
    public Tuning runtime(Optional<Duration> limit) {
        return new Tuning(chunkTime, rows, roots, limit);
    }
}
