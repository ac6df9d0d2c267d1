package dev.coppice.prune.internal.campaign;

import dev.coppice.prune.Campaign;
import dev.coppice.prune.CampaignProgress;
import java.time.Duration;
import java.util.Optional;

/** Tells a listener how a campaign gets on. For one thread. */
final class Progressing {
    private static final double NANOS = 1e9;

    private final Work work;
    private final long began = System.nanoTime();
    private final long rootsBefore;

    Progressing(Work work, Campaign campaign) {
        this.work = work;
        this.rootsBefore = campaign.counts().roots();
    }

    /** A chunk went, and so the campaign stands now. */
    void went(Step.Went step, Campaign now) {
        if (step.rows() == 0) {
            return;
        }
        var roots = now.counts().roots();
        var rate = (roots - rootsBefore) / Math.max(1e-3, (System.nanoTime() - began) / NANOS);
        work.listener()
                .progressed(new CampaignProgress(
                        now, step.took(), Math.toIntExact(step.roots()), rate, expected(now), remaining(now, rate)));
    }

    private Optional<Long> expected(Campaign now) {
        return work.expected()
                .map(all -> Math.min(all, now.tuning().roots().orElse(Long.MAX_VALUE)))
                .filter(all -> all >= now.counts().roots());
    }

    private Optional<Duration> remaining(Campaign now, double rate) {
        return rate <= 0
                ? Optional.empty()
                : expected(now)
                        .map(all -> Duration.ofMillis(
                                (long) (Math.max(0, all - now.counts().roots()) / rate * 1000)));
    }
}
