package dev.coppice.server.internal.pruning;

import static dev.coppice.server.internal.health.LookedUpGauges.rows;
import static dev.coppice.server.internal.health.LookedUpGauges.seconds;

import dev.coppice.prune.CampaignFigures;
import dev.coppice.prune.CampaignFigures.Done;
import dev.coppice.prune.Campaigns;
import dev.coppice.server.internal.health.LookedUpGauges;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Optional;
import java.util.function.LongSupplier;

/** What campaigns have done and how they get on, as gauges. */
public final class PruningMeters {
    private PruningMeters() {}

    /** Gauges of {@code registry} on the campaigns of {@code host}; empty where it has no policy. */
    public static Runnable on(MeterRegistry registry, PruningHost host, LongSupplier nanoTime) {
        return new LookedUpGauges<CampaignFigures>(registry, "prune", () -> look(host), nanoTime)
                .and("campaigns", "Campaigns by state", figures -> rows(figures.states(), "state", count -> count))
                .and(
                        "stopped",
                        "Unfinished campaigns that stand still, by what stopped them",
                        figures -> rows(figures.stopped(), "by", count -> count))
                .and(
                        "rows.deleted",
                        "Rows that are gone, by policy",
                        figures -> rows(figures.policies(), "policy", Done::rows))
                .and(
                        "roots.quarantined",
                        "Roots that failed and were left alone, by policy",
                        figures -> rows(figures.policies(), "policy", Done::quarantined))
                .and(
                        "roots.skipped",
                        "Roots that stay because something that stays needs them, by policy",
                        figures -> rows(figures.policies(), "policy", Done::skipped))
                .and(
                        "chunk.seconds",
                        "Mean of the last ten chunks of an unfinished campaign, by policy",
                        figures -> rows(figures.chunks(), "policy", chunks -> seconds(chunks.mean())))
                .and(
                        "chunk.aim.seconds",
                        "How long such a chunk aims to take, by policy",
                        figures -> rows(figures.chunks(), "policy", chunks -> seconds(chunks.aim())));
    }

    private static Optional<CampaignFigures> look(PruningHost host) {
        return host.policies().isEmpty()
                ? Optional.empty()
                : Optional.of(Campaigns.on(host.source()).figures());
    }
}
