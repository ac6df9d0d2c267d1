package dev.coppice.cli.internal.pruning;

import dev.coppice.cli.internal.Terminal;
import dev.coppice.cli.internal.pruning.ProgressLine.Sight;
import dev.coppice.control.Durations;
import dev.coppice.prune.CampaignState;
import dev.coppice.server.document.CampaignDocument;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Follows a campaign that another process executes, by looking at it again and again. For one thread.
 */
public final class Watching {
    private static final long BETWEEN_MILLIS = 500;

    /** Longer than a process takes to come back after its connection broke, or to enter a campaign it has created. */
    private static final Duration DEAD = Duration.ofSeconds(2);

    private static final double NANOS = 1e9;

    private final Supplier<Optional<Seen>> look;
    private final Terminal terminal;
    private final ProgressLine line;
    private final long began = System.nanoTime();
    private long first = -1;
    private String told = "";

    /**
     * How a campaign stands.
     *
     * @param campaign the campaign
     * @param alive whether a process works on it
     */
    public record Seen(CampaignDocument campaign, boolean alive) {}

    /** Follows the campaign that this looks at; it is empty while the campaign cannot be seen. */
    public Watching(Supplier<Optional<Seen>> look, Terminal terminal, ProgressLine line) {
        this.look = look;
        this.terminal = terminal;
        this.line = line;
    }

    /**
     * Until it has ended, or no living process has worked on it for this long; {@code told} is called at the first Ctrl-C. Gives
     * what the last look has seen.
     */
    public Optional<Seen> untilIdle(Duration longest, Runnable told) {
        var idle = longest.compareTo(DEAD) < 0 ? DEAD : longest;
        try (var signals = StopSignals.take(told)) {
            var worked = System.nanoTime();
            while (true) {
                var seen = look.get();
                // Nobody knows whether it is worked on while it cannot be seen.
                if (seen.isEmpty() || seen.get().alive()) {
                    worked = System.nanoTime();
                }
                var alone = Duration.ofNanos(System.nanoTime() - worked);
                if (over(seen, alone, idle) || signals.asked() || !waited()) {
                    return seen;
                }
                seen.ifPresentOrElse(one -> tell(one.campaign(), alone.compareTo(DEAD) >= 0, idle), line::end);
            }
        } finally {
            line.end();
        }
    }

    private static boolean over(Optional<Seen> seen, Duration alone, Duration idle) {
        return (seen.isPresent() && ended(seen.get().campaign())) || alone.compareTo(idle) >= 0;
    }

    private static boolean ended(CampaignDocument campaign) {
        return CampaignState.valueOf(campaign.state()).ended();
    }

    private void tell(CampaignDocument campaign, boolean alone, Duration idle) {
        if (alone) {
            line.end();
            once("Campaign " + campaign.campaign() + " is " + campaign.state() + " and no process works on it. "
                    + campaign.reason() + " Waiting for somebody to go on with it, "
                    + Durations.format(idle) + " at most.");
            return;
        }
        told = "";
        var roots = campaign.roots();
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
