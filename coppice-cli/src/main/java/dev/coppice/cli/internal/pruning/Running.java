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
        try (var signals = StopSignals.take(() -> {
            line.end();
            terminal.note("Stopping after the chunk under way. Ctrl-C again stops at once; nothing is lost by that.");
        })) {
            return campaigns.execute(policy, options, new Following(signals, line));
        } finally {
            line.end();
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
