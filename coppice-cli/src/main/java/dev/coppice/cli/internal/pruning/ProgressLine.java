package dev.coppice.cli.internal.pruning;

import dev.coppice.cli.internal.Figures;
import dev.coppice.cli.internal.Look;
import dev.coppice.cli.internal.Terminal;
import dev.coppice.prune.CampaignState;
import dev.coppice.server.document.CampaignDocument;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * How far a campaign is, on one line of a terminal that the next one replaces; elsewhere a plain line every few seconds. It
 * also says how long nothing has been heard. Safe for any thread.
 */
public final class ProgressLine {
    private static final int BAR = 16;
    private static final Duration BETWEEN = Duration.ofSeconds(5);
    private static final Duration SILENCE = Duration.ofSeconds(1);

    /** Before this share is done, how long it will take is anybody's guess. */
    private static final double TELLING = 0.02;

    private final Terminal terminal;
    private final Look look;
    private final boolean watched;
    private final LongSupplier nanos;
    private long saidAt;
    private long heardAt;
    private @Nullable Sight last;
    private String held = "";

    /** Lines for this terminal; {@code look} is that of standard error. */
    public ProgressLine(Terminal terminal, Look look) {
        this(terminal, look, System::nanoTime);
    }

    ProgressLine(Terminal terminal, Look look, LongSupplier nanos) {
        this.terminal = terminal;
        this.look = look;
        this.watched = look.width() != Integer.MAX_VALUE;
        this.nanos = nanos;
        this.saidAt = nanos.getAsLong();
        this.heardAt = saidAt;
    }

    /**
     * How far it is.
     *
     * @param campaign the campaign
     * @param expected how many roots are thought to go in all, where they were counted
     * @param rootsPerSecond how fast it is
     * @param remaining how long it will take yet, where that can be said
     * @param chunkTime how long the last chunk took, where that is known
     */
    public record Sight(
            CampaignDocument campaign,
            Optional<Long> expected,
            double rootsPerSecond,
            Optional<Duration> remaining,
            Optional<Duration> chunkTime) {}

    /** Shows it. */
    public synchronized void show(Sight sight) {
        last = sight;
        if (sight.campaign().brakes() != null) {
            held = Held.words(sight.campaign());
        }
        heardAt = nanos.getAsLong();
        say(bar(sight), "campaign " + sight.campaign().campaign() + ": ", words(sight));
    }

    /** Says from now on which brakes hold it. */
    public synchronized void braked(CampaignDocument campaign) {
        held = Held.words(campaign);
        heardAt = nanos.getAsLong();
        say("", "campaign " + campaign.campaign() + ": ", held.isEmpty() ? "no brake holds it" : held);
    }

    /** To be called every now and then: a chunk may take long, and so may what comes before the first. */
    public synchronized void tick() {
        var silence = Duration.ofNanos(nanos.getAsLong() - heardAt);
        if (silence.compareTo(SILENCE) < 0) {
            return;
        }
        if (last == null) {
            say("", "", "no chunk has ended yet, " + Figures.duration(silence) + (held.isEmpty() ? "" : ", " + held));
        } else {
            say(
                    bar(last),
                    "campaign " + last.campaign().campaign() + ": ",
                    words(last) + ", no chunk has ended for " + Figures.duration(silence));
        }
    }

    private void say(String bar, String campaign, String words) {
        if (watched) {
            terminal.progress(look.cut(bar + words));
        } else if (nanos.getAsLong() - saidAt >= BETWEEN.toNanos()) {
            saidAt = nanos.getAsLong();
            terminal.note(campaign + words);
        }
    }

    /** Clears the line of the terminal. */
    public synchronized void end() {
        terminal.progress("");
    }

    private String bar(Sight sight) {
        if (sight.expected().filter(all -> all > 0).isEmpty()) {
            return "";
        }
        var share = share(sight);
        var full = (int) Math.round(share * BAR);
        return look.sign("█", "#").repeat(full)
                + look.sign("░", ".").repeat(BAR - full)
                + " %3d%%  ".formatted((int) (share * 100));
    }

    private static double share(Sight sight) {
        return sight.expected()
                .filter(all -> all > 0)
                .map(all -> Math.min(1.0, (double) sight.campaign().roots() / all))
                .orElse(0.0);
    }

    private String words(Sight sight) {
        var campaign = sight.campaign();
        var words = new ArrayList<String>();
        words.add(Figures.count(campaign.roots())
                + sight.expected()
                        .map(all -> " of about " + Figures.count(Math.max(all, campaign.roots())))
                        .orElse("")
                + " roots");
        words.add(Figures.rate(sight.rootsPerSecond()) + "/s");
        sight.remaining()
                .filter(left -> share(sight) >= TELLING)
                .ifPresent(left -> words.add(Figures.duration(left) + " left"));
        sight.chunkTime().ifPresent(time -> words.add("chunk " + Figures.duration(time)));
        if (campaign.workers() != null && campaign.workers().size() > 1) {
            words.add(campaign.workers().size() + " workers");
        }
        if (!held.isEmpty()) {
            words.add(held);
        }
        words.addAll(trouble(campaign));
        return String.join(", ", words);
    }

    private static List<String> trouble(CampaignDocument campaign) {
        var words = new ArrayList<String>();
        if (campaign.quarantined() > 0) {
            words.add(Figures.count(campaign.quarantined()) + " quarantined");
        }
        if (!campaign.state().equals(CampaignState.RUNNING.name())) {
            words.add(campaign.state() + ": " + campaign.reason());
        }
        return words;
    }
}
