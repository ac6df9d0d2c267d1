package dev.coppice.cli.internal.command;

import ch.qos.logback.classic.Level;
import dev.coppice.cli.internal.ExitCode;
import dev.coppice.cli.internal.Logging;
import dev.coppice.cli.internal.SharedArchive;
import dev.coppice.cli.internal.serving.Greeting;
import dev.coppice.cli.internal.serving.Parts;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** A command that goes on until it is stopped: what it starts is stopped in the opposite order, however it ends. */
abstract class ServingCommand implements Callable<Integer> {
    private static final int LAST_PORT = 65_535;
    private static final int STARTING_PART_SECONDS = 60;

    @Spec
    @Nullable
    CommandSpec spec;

    int port;

    @Option(
            names = "--port",
            defaultValue = "0",
            paramLabel = "PORT",
            description = "The port on 127.0.0.1; any free one by default.")
    void port(int wanted) {
        if (wanted < 0 || wanted > LAST_PORT) {
            throw new ParameterException(
                    Objects.requireNonNull(spec, "picocli sets it").commandLine(),
                    "--port must be 0 to " + LAST_PORT + ", was: " + wanted);
        }
        port = wanted;
    }

    @Override
    public final Integer call() throws InterruptedException {
        Logging.show(Level.INFO);
        var parts = new Parts();
        var asked = new CountDownLatch(1);
        var ended = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(parts, asked, ended), "coppice-stop-1"));
        try {
            var greeting = start(parts);
            root().terminal().answer(greeting.document(), greeting.text());
            SharedArchive.keep();
            asked.await();
            return ExitCode.DONE;
        } catch (RuntimeException failure) {
            if (asked.getCount() > 0) {
                throw failure;
            }
            // It failed because what it built on was stopped under it.
            root().terminal().note("Stopped before the start was complete. What was started is stopped again.");
            return ExitCode.FAILED;
        } finally {
            parts.close();
            ended.countDown();
        }
    }

    /**
     * What the JVM does when it is told to end: it would end with this thread, so a part that is just being started, and that
     * no one but the starting thread can stop, is waited for.
     */
    private static void stop(Parts parts, CountDownLatch asked, CountDownLatch ended) {
        asked.countDown();
        parts.close();
        try {
            if (!ended.await(STARTING_PART_SECONDS, TimeUnit.SECONDS)) {
                LoggerFactory.getLogger(ServingCommand.class).warn("what was being started may still run");
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    /** Starts everything, each part added to {@code parts} once it runs. */
    abstract Greeting start(Parts parts);

    final CoppiceCommand root() {
        return CoppiceCommand.of(Objects.requireNonNull(spec, "picocli sets it"));
    }
}
