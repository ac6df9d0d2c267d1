package dev.coppice.cli.internal.pruning;

import dev.coppice.cli.internal.Terminal;
import dev.coppice.cli.internal.pruning.ProgressLine.Sight;
import dev.coppice.control.Durations;
import dev.coppice.prune.Campaign;
import dev.coppice.prune.Campaigns;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Follows a campaign that another process executes, by reading its row. For one thread.
 */
public final class Watching {
    private static final long BETWEEN_MILLIS = 500;

    /** Longer than a process takes to come back after its connection broke, or to enter a campaign it has created. */
    private static final Duration DEAD = Duration.ofSeconds(2);

    private static final double NANOS = 1e9;

    private final Campaigns campaigns;
    private final Terminal terminal;
    private final ProgressLine line;
    private final long began = System.nanoTime();
    private long first = -1;
    private String told = "";

    /** Follows campaigns of this database. */
    public Watching(Campaigns campaigns, Terminal terminal, ProgressLine line) {
        this.campaigns = campaigns;
        this.terminal = terminal;
        this.line = line;
    }

    /** Until it has ended, or no living process has worked on it for this long. */
    public void untilIdle(long id, Duration longest) {
        var idle = longest.compareTo(DEAD) < 0 ? DEAD : longest;
        try (var signals = StopSignals.take(() -> {})) {
            var worked = System.nanoTime();
            while (!signals.asked()) {
                var campaign = campaigns.find(id).orElseThrow(() -> Unknown.campaign(id));
                if (campaigns.alive(id)) {
                    worked = System.nanoTime();
                }
                var alone = Duration.ofNanos(System.nanoTime() - worked);
                if (campaign.state().ended() || alone.compareTo(idle) >= 0 || !waited()) {
                    return;
                }
                tell(campaign, alone.compareTo(DEAD) >= 0, idle);
            }
        } finally {
            line.end();
        }
    }

    private void tell(Campaign campaign, boolean alone, Duration idle) {
        if (alone) {
            line.end();
            once("Campaign " + campaign.id() + " is " + campaign.state() + " and no process works on it. "
                    + campaign.reason() + " Waiting for somebody to go on with it, "
                    + Durations.format(idle) + " at most.");
            return;
        }
        told = "";
        var roots = campaign.counts().roots();
        first = first < 0 ? roots : first;
        var rate = (roots - first) / ((System.nanoTime() - began) / NANOS);
        line.show(new Sight(campaign, Optional.empty(), rate, Optional.empty(), Optional.empty()));
    }

    private void once(String sentence) {
        if (!sentence.equals(told)) {
            told = sentence;
            terminal.note(sentence);
        }
    }

    private static boolean waited() {
        try {
            return !new CountDownLatch(1).await(BETWEEN_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
