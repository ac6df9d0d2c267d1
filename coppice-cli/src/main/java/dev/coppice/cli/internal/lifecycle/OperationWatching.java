package dev.coppice.cli.internal.lifecycle;

import dev.coppice.cli.internal.Terminal;
import dev.coppice.cli.internal.command.CoppiceCommand;
import dev.coppice.cli.internal.connect.Call;
import dev.coppice.cli.internal.connect.Follower.Work;
import dev.coppice.cli.internal.connect.Remote;
import dev.coppice.cli.internal.connect.Target;
import dev.coppice.cli.internal.pruning.StopSignals;
import dev.coppice.lifecycle.Lifecycle;
import dev.coppice.server.document.DeprovisionDocument;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * Follows a teardown that others carry on. One thread.
 *
 * @param terminal where its progress is shown
 * @param look sees how it stands; empty while that cannot be seen
 */
record OperationWatching(Terminal terminal, Supplier<Optional<DeprovisionDocument>> look) {
    private static final long BETWEEN_MILLIS = 500;

    /** How a server sees it. */
    static DeprovisionDocument found(Remote server, long id) {
        return server.find(Call.get("operations", id), DeprovisionDocument.class)
                .orElseThrow(() -> LifecycleCommand.unknown("operation", id));
    }

    /** It, as something to follow. */
    static Work followed(CoppiceCommand root, long id, boolean accepted) {
        return new Work("Operation " + id, accepted, root.again("operation", "watch", Long.toString(id)));
    }

    /**
     * Until it has ended, or a look has found it {@code still} as it was for so long; {@code told} is called at the first
     * Ctrl-C. Gives what the last look has seen.
     */
    Optional<DeprovisionDocument> until(
            Supplier<Duration> longest, Predicate<DeprovisionDocument> still, Runnable told) {
        var line = new OperationLine(terminal);
        try (var signals = StopSignals.take(told)) {
            var changed = System.nanoTime();
            var seen = look.get();
            while (seen.filter(DeprovisionDocument::ended).isEmpty() && !signals.asked() && waited()) {
                seen.ifPresentOrElse(line::show, line::end);
                var now = look.get();
                boolean same = now.equals(seen) && now.filter(still).isPresent();
                changed = same ? changed : System.nanoTime();
                seen = now;
                if (System.nanoTime() - changed >= longest.get().toNanos()) {
                    return seen;
                }
            }
            return seen;
        } finally {
            line.end();
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

    @Command(
            name = "watch",
            description =
                    "Follow a teardown until it has ended, whoever carries it on. It only reads; the exit code is that of "
                            + "\"deprovision --execute\". Ctrl-C ends it and not the teardown.")
    static final class Watch extends LifecycleCommand {
        @Parameters(paramLabel = "OPERATION", description = "Its number.")
        long id;

        @Option(
                names = "--idle",
                paramLabel = "TIME",
                description = "End when nothing has changed for so long; 10m by default.")
        Duration idle = Duration.ofMinutes(10);

        @Override
        int run(Target target, Lifecycle lifecycle) {
            var seen = followed(() -> Optional.of(here(lifecycle)));
            return TeardownEnding.of(root(), lifecycle).told(seen.orElseThrow());
        }

        @Override
        int ask(Remote server) {
            var follower = server.following(OperationWatching.followed(root(), id, false));
            var seen = followed(() -> follower.look(there -> found(there, id)));
            return TeardownEnding.of(root(), server).told(seen.orElseThrow(follower::left));
        }

        private Optional<DeprovisionDocument> followed(Supplier<Optional<DeprovisionDocument>> look) {
            return new OperationWatching(terminal(), look).until(() -> idle, unchanged -> true, () -> {});
        }

        private DeprovisionDocument here(Lifecycle lifecycle) {
            var operation = lifecycle.operations().find(id).orElseThrow(() -> unknown("operation", id));
            return DeprovisionDocument.of(lifecycle, operation);
        }
    }
}
