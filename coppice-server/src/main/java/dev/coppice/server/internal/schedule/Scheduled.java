package dev.coppice.server.internal.schedule;

import dev.coppice.prune.DueTimes;
import dev.coppice.prune.Policy;
import java.util.List;

/**
 * A policy that runs by itself.
 *
 * @param policy the policy
 * @param times when
 */
public record Scheduled(Policy policy, DueTimes times) {
    /** Those of a list that have a schedule, in its order. */
    public static List<Scheduled> of(List<Policy> policies) {
        return policies.stream()
                .flatMap(policy -> DueTimes.of(policy.config()).map(times -> new Scheduled(policy, times)).stream())
                .toList();
    }

    String name() {
        return policy.name();
    }
}
