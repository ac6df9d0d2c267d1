package dev.coppice.cli.internal.command;

import ch.qos.logback.classic.Level;
import dev.coppice.cli.internal.ExitCode;
import dev.coppice.cli.internal.LoggedNotes;
import dev.coppice.cli.internal.Logging;
import dev.coppice.cli.internal.SharedArchive;
import dev.coppice.cli.internal.connect.Credentials;
import dev.coppice.cli.internal.serving.Greeting;
import dev.coppice.cli.internal.serving.Parts;
import dev.coppice.cli.internal.serving.StopHook;
import dev.coppice.cli.internal.serving.WaysIn;
import dev.coppice.server.ServerConfig;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** A command that goes on until it is stopped: what it starts is stopped in the opposite order, however it ends. */
abstract class ServingCommand implements Callable<Integer> {
    private static final int LAST_PORT = 65_535;

    @Spec
    @Nullable
    CommandSpec spec;

    int port;

    @Option(
            names = "--port",
            defaultValue = "0",
            paramLabel = "PORT",
            description = "The port to listen on; any free one by default.")
    void port(int wanted) {
        if (wanted < 0 || wanted > LAST_PORT) {
            throw new ParameterException(
                    Objects.requireNonNull(spec, "picocli sets it").commandLine(),
                    "--port must be 0 to " + LAST_PORT + ", was: " + wanted);
        }
        port = wanted;
    }

    @Option(
            names = "--login",
            description =
                    "Print a login link that opens one session, and the first API token where there is none of an "
                            + "admin. On a terminal they are printed without it; anywhere else they would stay in a log.")
    boolean login;

    @Option(
            names = "--log-format",
            defaultValue = "text",
            paramLabel = "text|json",
            description = "How the log looks on standard error: text for people, or one JSON object in each line.")
    LogFormat logFormat = LogFormat.TEXT;

    /** How the log looks. */
    enum LogFormat {
        TEXT,
        JSON
    }

    @Override
    public final Integer call() throws InterruptedException {
        root().requireHere("Run it on the machine that is to serve, without --server.");
        if (logFormat == LogFormat.JSON) {
            Logging.structured();
            root().noteWith(new LoggedNotes());
        }
        Logging.show(Level.INFO);
        var parts = new Parts();
        try (var stop = StopHook.of(parts, this::stopping)) {
            return serve(parts, stop);
        }
    }

    private void stopping() {
        root().terminal().note("Stopping once what is under way has ended. Ctrl-C again ends it at once.");
    }

    private int serve(Parts parts, StopHook stop) throws InterruptedException {
        try {
            var greeting = start(parts);
            root().terminal().answer(greeting.document(), greeting.text());
            SharedArchive.keep();
            stop.awaitAsked();
            return ExitCode.DONE;
        } catch (RuntimeException failure) {
            if (!stop.asked()) {
                throw failure;
            }
            // It failed because what it built on was stopped under it.
            root().terminal().note("Stopped before the start was complete. What was started is stopped again.");
            return ExitCode.FAILED;
        }
    }

    /** Starts everything, each part added to {@code parts} once it runs. */
    abstract Greeting start(Parts parts);

    /** What lets somebody in, where somebody is there to see it. */
    final Optional<WaysIn> waysIn(Credentials database) {
        boolean seen = login || Boolean.getBoolean("coppice.terminal.out");
        return seen ? Optional.of(WaysIn.made(database)) : Optional.empty();
    }

    /** The same server, for this machine alone. */
    final ServerConfig onLoopback(ServerConfig server) {
        return server.listening(ListeningOptions.LOOPBACK, port);
    }

    final CoppiceCommand root() {
        return CoppiceCommand.of(Objects.requireNonNull(spec, "picocli sets it"));
    }
}
