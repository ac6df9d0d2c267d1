package dev.coppice.server.internal.pruning;

import dev.coppice.ops.CoppiceException;
import dev.coppice.prune.Plans;
import dev.coppice.prune.Policy;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongSupplier;

/** About how many rows of its own table each policy would delete now. Looked up by one thread at a time, at most every five minutes. */
final class Backlog {
    private static final long AT_MOST_EVERY = Duration.ofMinutes(5).toNanos();
    private static final Duration COUNTING = Duration.ofMillis(200);

    private final PruningHost host;
    private final LongSupplier nanoTime;
    private Map<String, Long> known = Map.of();
    private long dueAt;

    Backlog(PruningHost host, LongSupplier nanoTime) {
        this.host = host;
        this.nanoTime = nanoTime;
        this.dueAt = nanoTime.getAsLong();
    }

    /** By policy; one whose plan cannot be made is missing. */
    Map<String, Long> rows() {
        if (nanoTime.getAsLong() - dueAt >= 0) {
            known = looked();
            dueAt = nanoTime.getAsLong() + AT_MOST_EVERY;
        }
        return known;
    }

    private Map<String, Long> looked() {
        var rows = new TreeMap<String, Long>();
        for (Policy policy : host.policies()) {
            try {
                var plan = host.plans()
                        .run(() -> Plans.on(host.source()).countingFor(COUNTING).plan(policy));
                rows.put(policy.name(), plan.roots().count());
            } catch (CoppiceException unplanned) {
                // Whoever looks at the policy is told why; an old number would say that all is well.
            }
        }
        return rows;
    }
}
