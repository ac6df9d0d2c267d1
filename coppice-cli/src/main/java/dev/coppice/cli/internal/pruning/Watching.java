package dev.coppice.cli.internal.pruning;

import dev.coppice.cli.internal.Terminal;
import dev.coppice.cli.internal.pruning.ProgressLine.Sight;
import dev.coppice.prune.Campaign;
import dev.coppice.prune.Campaigns;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Follows a campaign that another process executes, by reading its row. For one thread.
 */
public final class Watching {
    private static final long BETWEEN_MILLIS = 500;

    /** Longer than a process takes to come back after its connection broke, or to enter a campaign it has created. */
    private static final int DEAD_LOOKS = 4;

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

    /** Until it has ended, through pauses too. */
    public Campaign untilEnded(long id) {
        return follow(id, false);
    }

    /** Until it has ended or no living process works on it. */
    public Campaign untilLeft(long id) {
        return follow(id, true);
    }

    private Campaign follow(long id, boolean leaving) {
        var dead = 0;
        try {
            while (true) {
                var campaign = campaigns.find(id).orElseThrow(() -> Unknown.campaign(id));
                dead = campaign.state().ended() || campaigns.alive(id) ? 0 : dead + 1;
                if (campaign.state().ended() || (leaving && dead == DEAD_LOOKS)) {
                    return campaign;
                }
                tell(campaign, dead >= DEAD_LOOKS);
                if (!waited()) {
                    return campaign;
                }
            }
        } finally {
            line.end();
        }
    }

    private void tell(Campaign campaign, boolean alone) {
        if (alone) {
            line.end();
            once("Campaign " + campaign.id() + " is " + campaign.state() + " and no process works on it. "
                    + campaign.reason());
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
