package dev.coppice.cli.internal.pruning;

import dev.coppice.cli.internal.Terminal;
import dev.coppice.cli.internal.pruning.ProgressLine.Sight;
import dev.coppice.prune.BrakeSpan;
import dev.coppice.prune.Campaign;
import dev.coppice.prune.CampaignListener;
import dev.coppice.prune.CampaignOptions;
import dev.coppice.prune.CampaignProgress;
import dev.coppice.prune.CampaignReport;
import dev.coppice.prune.Campaigns;
import dev.coppice.prune.Policy;
import dev.coppice.server.document.CampaignDocument;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

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
        return followed(terminal, line, listener -> campaigns.execute(policy, options, listener));
    }

    /** The same beside those who work on a campaign. */
    public CampaignReport join(long campaign, Policy policy, CampaignOptions options) {
        return followed(terminal, line, listener -> campaigns.join(campaign, policy, options, listener));
    }

    /** Does work that a campaign is part of, and shows how that gets on. */
    public static <T> T followed(Terminal terminal, ProgressLine line, Function<CampaignListener, T> work) {
        try (var ticking = new Ticking(line, new CountDownLatch(1));
                var signals = StopSignals.take(() -> {
                    line.end();
                    terminal.note(
                            "Stopping after the chunk under way. Ctrl-C again stops at once; nothing is lost by that.");
                })) {
            ticking.start();
            return work.apply(new Following(signals, line));
        } finally {
            line.end();
        }
    }

    /** Keeps the line alive between two chunks. */
    private record Ticking(ProgressLine line, CountDownLatch closed) implements AutoCloseable {
        private static final long BETWEEN_MILLIS = 500;

        void start() {
            Thread.ofPlatform().daemon().name("coppice-progress-1").start(this::tick);
        }

        private void tick() {
            try {
                while (!closed.await(BETWEEN_MILLIS, TimeUnit.MILLISECONDS)) {
                    line.tick();
                }
            } catch (InterruptedException nobodyElseDoes) {
                Thread.currentThread().interrupt();
            }
        }

        @Override
        public void close() {
            closed.countDown();
        }
    }

    private record Following(StopSignals signals, ProgressLine line) implements CampaignListener {
        @Override
        public void progressed(CampaignProgress progress) {
            line.show(new Sight(
                    CampaignDocument.of(progress.campaign()),
                    progress.expected(),
                    progress.rootsPerSecond(),
                    progress.remaining(),
                    Optional.of(progress.chunkTime())));
        }

        @Override
        public void braked(Campaign campaign, List<BrakeSpan> holding) {
            line.braked(CampaignDocument.of(campaign, holding));
        }

        @Override
        public boolean stopRequested() {
            return signals.asked();
        }
    }
}
