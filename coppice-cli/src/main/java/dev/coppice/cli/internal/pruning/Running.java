package dev.coppice.cli.internal.pruning;

import dev.coppice.cli.internal.Terminal;
import dev.coppice.cli.internal.pruning.ProgressLine.Sight;
import dev.coppice.prune.CampaignListener;
import dev.coppice.prune.CampaignOptions;
import dev.coppice.prune.CampaignProgress;
import dev.coppice.prune.CampaignReport;
import dev.coppice.prune.Campaigns;
import dev.coppice.prune.Policy;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Executes a policy in this process and tells how it gets on.
 *
 * @param campaigns where
 * @param terminal where it speaks
 * @param line shows how far it is
 */
public record Running(Campaigns campaigns, Terminal terminal, ProgressLine line) {
    /** Does it, until it ends or is told to stop. */
    public CampaignReport execute(Policy policy, CampaignOptions options) {
        try (var ticking = new Ticking(line);
                var signals = StopSignals.take(() -> {
                    line.end();
                    terminal.note(
                            "Stopping after the chunk under way. Ctrl-C again stops at once; nothing is lost by that.");
                })) {
            ticking.start();
            return campaigns.execute(policy, options, new Following(signals, line));
        } finally {
            line.end();
        }
    }

    /** Keeps the line alive between two chunks. */
    private static final class Ticking implements AutoCloseable {
        private static final long BETWEEN_MILLIS = 500;
        private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().daemon().name("coppice-progress-", 1).factory());

        private final ProgressLine line;

        Ticking(ProgressLine line) {
            this.line = line;
        }

        void start() {
            clock.scheduleWithFixedDelay(line::tick, BETWEEN_MILLIS, BETWEEN_MILLIS, TimeUnit.MILLISECONDS);
        }

        @Override
        public void close() {
            clock.close();
        }
    }

    private record Following(StopSignals signals, ProgressLine line) implements CampaignListener {
        @Override
        public void progressed(CampaignProgress progress) {
            line.show(new Sight(
                    progress.campaign(),
                    progress.expected(),
                    progress.rootsPerSecond(),
                    progress.remaining(),
                    Optional.of(progress.chunkTime())));
        }

        @Override
        public boolean stopRequested() {
            return signals.asked();
        }
    }
}
