package dev.coppice.prune;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What may be changed while a campaign runs. A value for any thread.
 *
 * @param chunkTime how long one chunk aims to take
 * @param rows how many rows of all tables may go
 * @param roots how many roots may go
 * @param runtime for how long it may run
 * @param brakes what brakes are set to, where it is not what the policy says
 */
public record Tuning(
        Duration chunkTime,
        Optional<Long> rows,
        Optional<Long> roots,
        Optional<Duration> runtime,
        Map<BrakeName, String> brakes) {
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
        brakes.forEach(BrakeName::require);
        brakes = Map.copyOf(brakes);
    }

    /** Aim and limits, with all brakes as the policy says. */
    public Tuning(Duration chunkTime, Optional<Long> rows, Optional<Long> roots, Optional<Duration> runtime) {
        this(chunkTime, rows, roots, runtime, Map.of());
    }

    /** The same with another time per chunk. */
    public Tuning chunkTime(Duration aim) {
        return new Tuning(aim, rows, roots, runtime, brakes);
    }

    /** The same with another limit of rows. */
    public Tuning rows(Optional<Long> limit) {
        return new Tuning(chunkTime, limit, roots, runtime, brakes);
    }

    /** The same with another limit of roots. */
    public Tuning roots(Optional<Long> limit) {
        return new Tuning(chunkTime, rows, limit, runtime, brakes);
    }

    /** The same with another limit of time. */
    public Tuning runtime(Optional<Duration> limit) {
        return new Tuning(chunkTime, rows, roots, limit, brakes);
    }

    /**
     * The same with these brakes set to values, or {@code off}; the others stay. Brakes {@code probe}, {@code sql} and {@code
     * http} act only where the policy says what they ask.
     *
     * @throws IllegalArgumentException when one is no value of its brake
     */
    public Tuning brakes(Map<BrakeName, String> set) {
        var changed = new TreeMap<>(brakes);
        changed.putAll(set);
        return new Tuning(chunkTime, rows, roots, runtime, changed);
    }
}
