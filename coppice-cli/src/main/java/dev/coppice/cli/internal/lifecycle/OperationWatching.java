package dev.coppice.cli.internal.lifecycle;

import dev.coppice.cli.internal.Terminal;
import dev.coppice.cli.internal.connect.Call;
import dev.coppice.cli.internal.connect.Remote;
import dev.coppice.cli.internal.connect.Target;
import dev.coppice.cli.internal.pruning.StopSignals;
import dev.coppice.control.Durations;
import dev.coppice.lifecycle.Lifecycle;
import dev.coppice.server.document.DeprovisionDocument;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.TypeConversionException;

/**
 * Follows a teardown that others carry on. One thread.
 *
 * @param terminal where its progress is shown
 * @param look sees how it stands
 */
record OperationWatching(Terminal terminal, Supplier<DeprovisionDocument> look) {
    private static final long BETWEEN_MILLIS = 500;

    /** How a server sees it. */
    static DeprovisionDocument found(Remote server, long id) {
        return server.ask(Call.get("operations", id), DeprovisionDocument.class);
    }

    /** Until it has ended, or a look has found it {@code still} as it was for so long; {@code told} is called at the first Ctrl-C. */
    DeprovisionDocument until(Duration longest, Predicate<DeprovisionDocument> still, Runnable told) {
        var line = new OperationLine(terminal);
        try (var signals = StopSignals.take(told)) {
            var changed = System.nanoTime();
            var seen = look.get();
            while (!seen.ended() && !signals.asked() && waited()) {
                line.show(seen);
                var now = look.get();
                changed = now.equals(seen) && still.test(now) ? changed : System.nanoTime();
                seen = now;
                if (System.nanoTime() - changed >= longest.toNanos()) {
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
                converter = Time.class,
                description = "End when nothing has changed for so long; 10m by default.")
        Duration idle = Duration.ofMinutes(10);

        @Override
        int run(Target target, Lifecycle lifecycle) {
            return TeardownEnding.of(root(), lifecycle).told(followed(() -> here(lifecycle)));
        }

        @Override
        int ask(Remote server) {
            return TeardownEnding.of(root(), server).told(followed(() -> found(server, id)));
        }

        private DeprovisionDocument followed(Supplier<DeprovisionDocument> look) {
            return new OperationWatching(terminal(), look).until(idle, unchanged -> true, () -> {});
        }

        private DeprovisionDocument here(Lifecycle lifecycle) {
            var operation = lifecycle.operations().find(id).orElseThrow(() -> unknown("operation", id));
            return DeprovisionDocument.of(lifecycle, operation);
        }
    }

    /** A time such as 10m. */
    static final class Time implements ITypeConverter<Duration> {
        @Override
        public Duration convert(String text) {
            try {
                return Durations.parse(text);
            } catch (IllegalArgumentException malformed) {
                throw new TypeConversionException("'" + text + "' is not " + malformed.getMessage());
            }
        }
    }
}
