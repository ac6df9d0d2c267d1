package dev.coppice.cli.internal.lifecycle;

import dev.coppice.cli.internal.connect.Target;
import dev.coppice.cli.internal.pruning.StopSignals;
import dev.coppice.control.Durations;
import dev.coppice.lifecycle.Lifecycle;
import dev.coppice.lifecycle.Operation;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.TypeConversionException;

/** Following a teardown that others carry on. */
final class OperationWatching {
    private static final long BETWEEN_MILLIS = 500;

    private OperationWatching() {}

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
            return new TeardownEnding(lifecycle, root()).told(followed(lifecycle));
        }

        private Operation followed(Lifecycle lifecycle) {
            var line = new OperationLine(terminal());
            try (var signals = StopSignals.take(() -> {})) {
                var changed = System.nanoTime();
                var seen = found(lifecycle);
                while (!seen.state().ended() && !signals.asked() && waited()) {
                    line.show(seen);
                    var now = found(lifecycle);
                    changed = now.equals(seen) ? changed : System.nanoTime();
                    seen = now;
                    if (System.nanoTime() - changed >= idle.toNanos()) {
                        return seen;
                    }
                }
                return seen;
            } finally {
                line.end();
            }
        }

        private Operation found(Lifecycle lifecycle) {
            return lifecycle.operations().find(id).orElseThrow(() -> unknown("operation", id));
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
