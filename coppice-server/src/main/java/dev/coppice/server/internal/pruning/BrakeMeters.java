package dev.coppice.server.internal.pruning;

import static dev.coppice.server.internal.health.LookedUpGauges.seconds;

import dev.coppice.prune.BrakedTime;
import dev.coppice.prune.Campaigns;
import dev.coppice.server.internal.health.LookedUpGauges;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;

/** For how long brakes held campaigns, as gauges. */
public final class BrakeMeters {
    private BrakeMeters() {}

    /** Gauges of {@code registry} on the campaigns of {@code host}; none where it has no policy. */
    public static Runnable on(MeterRegistry registry, PruningHost host, LongSupplier nanoTime) {
        return new LookedUpGauges<List<BrakedTime>>(registry, "prune", () -> look(host), nanoTime)
                .and(
                        "braked.seconds",
                        "How long a brake has held or slowed campaigns, by policy and brake",
                        BrakeMeters::rows);
    }

    private static List<Row<?>> rows(List<BrakedTime> times) {
        return times.stream()
                .<Row<?>>map(braked -> Row.of(
                        Tags.of(
                                "policy",
                                braked.policy(),
                                "brake",
                                braked.brake().word()),
                        seconds(braked.time())))
                .toList();
    }

    private static Optional<List<BrakedTime>> look(PruningHost host) {
        return host.policies().isEmpty()
                ? Optional.empty()
                : Optional.of(Campaigns.on(host.source()).braked());
    }
}
