package dev.coppice.cli.internal.command;

import dev.coppice.cli.internal.connect.DeclaredPolicies;
import dev.coppice.cli.internal.connect.ProjectConfig;
import dev.coppice.cli.internal.connect.RunningUp;
import dev.coppice.cli.internal.connect.StateFolder;
import dev.coppice.cli.internal.connect.Transactions;
import dev.coppice.cli.internal.serving.Demo;
import dev.coppice.cli.internal.serving.ExampleSettings;
import dev.coppice.cli.internal.serving.Greeting;
import dev.coppice.cli.internal.serving.Parts;
import dev.coppice.examples.graphplatform.Size;
import dev.coppice.ops.Fault;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Everything in one process, to look at: embedded PostgreSQL, the example platform, the server. */
@Command(
        name = "up",
        description =
                "Start the server on an embedded PostgreSQL with the example platform; with --url on your own database, "
                        + "into which no example is loaded.")
final class UpCommand extends ServingCommand {

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Where the embedded database is kept; a folder in your state folder by default.")
    @Nullable
    Path data;

    @Option(
            names = "--sessions",
            paramLabel = "N",
            description =
                    "How many sessions the example has when it is first loaded, 50 to 10000000; 20000 by default. "
                            + "A session brings about seven rows.")
    @Nullable
    Long sessions;

    @Override
    Greeting start(Parts parts) {
        if (root().url().isPresent() || root().namesTarget()) {
            requireNothingEmbedded();
            return Serve.on(this, this::onLoopback, parts);
        }
        var state = StateFolder.of(root().environment());
        var folders = new Demo.Folders(data == null ? state.resolve("postgres") : data, state.resolve("binaries"));
        // A configuration that is not valid is told before anything is started.
        ProjectConfig.read(named().or(() -> Demo.keptConfig(folders.data())));
        var demo = Demo.start(parts, folders, size(), root().terminal());
        var config = named().orElse(demo.config());
        var console = Serve.service(
                parts,
                demo.database(),
                DeclaredPolicies.of(Optional.of(config)),
                root(),
                new Serve.Way(this::onLoopback, () -> {}));
        ExampleSettings.install(Transactions.of(demo.database().dataSource()));
        var file = RunningUp.of(demo.database(), console, config).publish(state);
        parts.add(() -> Files.deleteIfExists(file));
        return new Greeting(
                console,
                waysIn(demo.database()),
                demo.database().url(),
                System.getProperty("coppice.command", "coppice"),
                List.of(
                        "doctor ended-sessions",
                        "plan ended-sessions --sample 5",
                        "prune ended-sessions --execute",
                        "resource list --status suspended",
                        "sensor list",
                        "settings get theme --scope organisation:1 --scope user:1 --origins"));
    }

    private void requireNothingEmbedded() {
        if (data != null) {
            throw notEmbedded("--data").exception();
        }
        if (sessions != null) {
            throw notEmbedded("--sessions").exception();
        }
    }

    // ./coppice.yaml is not looked at: it belongs to another database than the one started here.
    private Optional<Path> named() {
        return Optional.ofNullable(root().config);
    }

    private Size size() {
        try {
            return sessions == null ? Size.MEDIUM : Size.of(sessions);
        } catch (IllegalArgumentException outOfBounds) {
            throw Fault.of("up.bad-size", Fault.Kind.USAGE)
                    .refused("The example was not loaded.")
                    .found("--sessions was " + sessions + "; it must be from 50 to 10000000.")
                    .changed("Nothing was started.")
                    .next("Give a number in these bounds, or leave it out.")
                    .exception(outOfBounds);
        }
    }

    private static Fault notEmbedded(String option) {
        return Fault.of("up.not-embedded", Fault.Kind.USAGE)
                .refused("The server was not started.")
                .found(option + " is about the embedded database, but --url names one of yours.")
                .changed("Nothing was started.")
                .next("Leave one of the two out.");
    }
}
