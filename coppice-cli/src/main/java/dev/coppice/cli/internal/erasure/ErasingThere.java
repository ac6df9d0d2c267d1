package dev.coppice.cli.internal.erasure;

import dev.coppice.cli.internal.Look;
import dev.coppice.cli.internal.command.CoppiceCommand;
import dev.coppice.cli.internal.connect.Call;
import dev.coppice.cli.internal.connect.Follower;
import dev.coppice.cli.internal.connect.Remote;
import dev.coppice.cli.internal.pruning.ProgressLine;
import dev.coppice.cli.internal.pruning.StopSignals;
import dev.coppice.cli.internal.pruning.Watching;
import dev.coppice.cli.internal.pruning.Watching.Seen;
import dev.coppice.ops.CoppiceException;
import dev.coppice.ops.Effect;
import dev.coppice.prune.CampaignState;
import dev.coppice.prune.ErasureState;
import dev.coppice.server.document.CampaignDocument;
import dev.coppice.server.document.ErasureDocument;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * An erasure that a server carries out, and this process follows.
 *
 * @param root the command
 * @param server the server
 */
record ErasingThere(CoppiceCommand root, Remote server) {
    /** Longer than servers take to go on with a campaign whose server has died. */
    private static final Duration LEFT_ALONE = Duration.ofMinutes(2);

    private static final long BETWEEN_MILLIS = 200;

    /** Asks for it, and follows it until it has ended, or until nobody works on it. */
    ErasureDocument executed(Call call) {
        var begun = begun(call);
        root.terminal().note("Erasure " + begun.erasure() + " is under way.");
        var campaign = begun.campaign();
        if (!running(begun) || campaign == null) {
            return begun;
        }
        var id = begun.erasure();
        var follower = server.following(
                new Follower.Work("Erasure " + id, true, root.again("erase", "show", Long.toString(id))));
        var ended = watched(campaign, follower);
        return ended ? settled(id, follower) : look(id, follower).orElseThrow(follower::left);
    }

    private ErasureDocument begun(Call call) {
        try {
            return server.ask(call, ErasureDocument.class);
        } catch (CoppiceException lost) {
            if (lost.fault().effect() != Effect.UNKNOWN) {
                throw lost;
            }
            throw lost.fault()
                    .next("Give the same command again: it goes on with the erasure, or says how it has ended.")
                    .exception(lost);
        }
    }

    /** Whether its campaign has ended. */
    private boolean watched(long campaign, Follower follower) {
        var terminal = root.terminal();
        var line = new ProgressLine(terminal, Look.ofErrors(root.environment()));
        var watching = new Watching(() -> follower.look(there -> seen(there, campaign)), terminal, line);
        return watching.untilIdle(LEFT_ALONE, () -> {
                    line.end();
                    terminal.note("No longer followed. The server goes on with it; to pause it:  "
                            + root.again("campaign", "pause", Long.toString(campaign), "--reason", "TEXT"));
                })
                .map(seen -> CampaignState.valueOf(seen.campaign().state()).ended())
                .orElseThrow(follower::left);
    }

    /** Once its campaign has ended a server looks again and writes the receipt, or does when a freeze is over. */
    private ErasureDocument settled(long id, Follower follower) {
        var until = System.nanoTime() + LEFT_ALONE.toNanos();
        try (var signals = StopSignals.take(() -> root.terminal().note("No longer followed."))) {
            var seen = look(id, follower);
            while (seen.filter(each -> !running(each)).isEmpty()
                    && System.nanoTime() < until
                    && !signals.asked()
                    && waited()) {
                seen = look(id, follower);
            }
            return seen.orElseThrow(follower::left);
        }
    }

    private static Seen seen(Remote there, long campaign) {
        var found = there.ask(Call.get("campaigns", campaign), CampaignDocument.class);
        return new Seen(found, Boolean.TRUE.equals(found.alive()));
    }

    private static Optional<ErasureDocument> look(long id, Follower follower) {
        return follower.look(there -> there.ask(Call.get(ErasureCommand.PATH, id), ErasureDocument.class));
    }

    private static boolean running(ErasureDocument erasure) {
        return ErasureState.valueOf(erasure.state()) == ErasureState.RUNNING;
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
