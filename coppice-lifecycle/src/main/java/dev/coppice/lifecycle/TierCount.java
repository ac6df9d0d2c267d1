package dev.coppice.lifecycle;

import java.util.Map;
import java.util.Optional;

/**
 * How many resources of a tier there are. A value for any thread.
 *
 * @param tier the tier; empty for resources without one
 * @param states how many stand in each state
 * @param hostedBackups how many backups are kept for it
 * @param hostedBytes how many bytes those have
 */
public record TierCount(Optional<String> tier, Map<ResourceState, Long> states, long hostedBackups, long hostedBytes) {
    /** Copies the counts. */
    public TierCount {
        states = Map.copyOf(states);
    }
}
