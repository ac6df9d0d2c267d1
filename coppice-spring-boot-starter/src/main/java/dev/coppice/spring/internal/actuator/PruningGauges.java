package dev.coppice.spring.internal.actuator;

import dev.coppice.prune.Backlog;
import dev.coppice.prune.BrakeName;
import dev.coppice.prune.BrakedTime;
import dev.coppice.prune.CampaignQuery;
import dev.coppice.prune.CampaignState;
import dev.coppice.prune.Campaigns;
import dev.coppice.prune.Plans;
import dev.coppice.prune.Policy;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Whether each policy keeps up, by the names a Coppice server has for it. A look at one takes a quarter of a second at most for counting, and is made every five minutes at
 * most, when somebody asks. What cannot be looked up is not a number.
 */
public final class PruningGauges {
    private static final Duration FRESH = Duration.ofMinutes(5);
    private static final Duration COUNTING = Duration.ofMillis(250);
    private static final int LOOKED_THROUGH = 20;
    private static final Set<CampaignState> WELL = Set.of(CampaignState.SUCCEEDED, CampaignState.PARTIAL);
    private static final double MILLIS = 1_000;

    private final MeterRegistry registry;
    private final Plans plans;
    private final Campaigns campaigns;

    private PruningGauges(MeterRegistry registry, Plans plans, Campaigns campaigns) {
        this.registry = registry;
        this.plans = plans;
        this.campaigns = campaigns;
    }

    /** Registers them. */
    public static PruningGauges of(MeterRegistry registry, List<Policy> policies, Plans plans, Campaigns campaigns) {
        var gauges = new PruningGauges(registry, plans.countingFor(COUNTING), campaigns);
        policies.forEach(gauges::register);
        gauges.registerBrakes(policies);
        return gauges;
    }

    /**
     * What is known of a policy.
     *
     * @param backlog what waits
     * @param lastRun when one of its newest campaigns last ended with nothing left or at a limit
     */
    private record Standing(Backlog backlog, Optional<Instant> lastRun) {}

    private void register(Policy policy) {
        var looked = new Looked<>(() -> look(policy), FRESH, System::nanoTime);
        gauge(
                policy,
                looked,
                "eligible.rows",
                "Rows of the policy's own table that are due, estimated where counting takes too long",
                standing -> Optional.of((double) standing.backlog().eligible().count()));
        gauge(
                policy,
                looked,
                "oldest.row.seconds",
                "Age of the oldest row that is due; none where it cannot be told in time",
                standing -> standing.backlog().oldest().map(PruningGauges::seconds));
        gauge(
                policy,
                looked,
                "last.run.seconds",
                "Time since a campaign last ended with nothing left or at a limit",
                standing -> standing.lastRun().map(ended -> seconds(Duration.between(ended, Instant.now()))));
    }

    private void registerBrakes(List<Policy> policies) {
        var looked = new Looked<>(campaigns::braked, FRESH, System::nanoTime);
        for (var policy : policies) {
            for (var brake : BrakeName.values()) {
                Gauge.builder(
                                "coppice.prune.braked.seconds",
                                () -> looked.get()
                                        .map(times -> held(times, policy, brake))
                                        .orElse(Double.NaN))
                        .description("How long a brake has held or slowed campaigns")
                        .tag("policy", policy.name())
                        .tag("brake", brake.word())
                        .register(registry);
            }
        }
    }

    private static double held(List<BrakedTime> times, Policy policy, BrakeName brake) {
        return times.stream()
                .filter(braked -> braked.policy().equals(policy.name()) && braked.brake() == brake)
                .mapToDouble(braked -> seconds(braked.time()))
                .sum();
    }

    private Standing look(Policy policy) {
        var newest = campaigns
                .list(CampaignQuery.newest(LOOKED_THROUGH).of(policy.name()))
                .items();
        var lastRun = newest.stream()
                .filter(campaign -> WELL.contains(campaign.state()))
                .flatMap(campaign -> campaign.endedAt().stream())
                .findFirst();
        return new Standing(plans.backlog(policy), lastRun);
    }

    private void gauge(
            Policy policy,
            Looked<Standing> looked,
            String name,
            String description,
            Function<Standing, Optional<Double>> which) {
        Gauge.builder("coppice.prune." + name, () -> looked.get().flatMap(which).orElse(Double.NaN))
                .description(description)
                .tag("policy", policy.name())
                .register(registry);
    }

    private static double seconds(Duration time) {
        return time.toMillis() / MILLIS;
    }
}
