package dev.coppice.server.document;

import dev.coppice.lifecycle.TierCount;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Numbers of a tier as scripts see them. A value for any thread.
 *
 * @param tier the tier; null for resources without one
 * @param resources how many there are in all
 * @param states how many stand in each state
 * @param hostedBackups how many backups are kept
 * @param hostedBytes how many bytes those have
 */
public record TierDocument(
        @Nullable String tier, long resources, Map<String, Long> states, long hostedBackups, long hostedBytes) {
    /** Copies the counts. */
    public TierDocument {
        states = Collections.unmodifiableMap(new TreeMap<>(states));
    }

    /** Numbers as a document. */
    public static TierDocument of(TierCount count) {
        var states = new TreeMap<String, Long>();
        count.states().forEach((state, number) -> states.put(state.stored(), number));
        long all = states.values().stream().mapToLong(Long::longValue).sum();
        return new TierDocument(count.tier().orElse(null), all, states, count.hostedBackups(), count.hostedBytes());
    }
}
