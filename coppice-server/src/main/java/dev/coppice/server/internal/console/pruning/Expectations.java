package dev.coppice.server.internal.console.pruning;

import dev.coppice.ops.CoppiceException;
import dev.coppice.prune.Campaign;
import dev.coppice.prune.Plans;
import dev.coppice.server.internal.pruning.PruningHost;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How many rows of their own tables unfinished campaigns will have removed, asked of their plans once for each: the time
 * before which rows go does not change while a campaign lasts. Safe for any thread.
 */
final class Expectations {
    private static final Duration COUNTING = Duration.ofSeconds(1);

    private final PruningHost host;
    private final Map<Long, Optional<Expected>> known = new ConcurrentHashMap<>();

    Expectations(PruningHost host) {
        this.host = host;
    }

    /**
     * How many rows of its own table a campaign will have removed.
     *
     * @param roots how many, those that are gone included
     * @param exact whether they were counted
     */
    record Expected(long roots, boolean exact) {}

    /** What is expected of a campaign; empty when it has ended, or its policy is not known here. */
    Optional<Expected> of(Campaign campaign) {
        if (campaign.state().ended()) {
            known.remove(campaign.id());
            return Optional.empty();
        }
        return known.computeIfAbsent(campaign.id(), id -> asked(campaign));
    }

    private Optional<Expected> asked(Campaign campaign) {
        return host.policies().stream()
                .filter(policy -> policy.name().equals(campaign.policy()))
                .findFirst()
                .flatMap(policy -> {
                    try {
                        var left = Plans.on(host.source())
                                .countingFor(COUNTING)
                                .plan(policy)
                                .roots();
                        return Optional.of(new Expected(campaign.counts().roots() + left.count(), left.exact()));
                    } catch (CoppiceException unplanned) {
                        return Optional.empty();
                    }
                });
    }
}
