package dev.coppice.cli.internal.lifecycle;

import dev.coppice.cli.internal.ExitCode;
import dev.coppice.cli.internal.TextTable;
import dev.coppice.cli.internal.command.CommandGroup;
import dev.coppice.cli.internal.command.PageOptions;
import dev.coppice.cli.internal.connect.Call;
import dev.coppice.cli.internal.connect.Remote;
import dev.coppice.cli.internal.connect.Target;
import dev.coppice.control.Durations;
import dev.coppice.lifecycle.Lifecycle;
import dev.coppice.lifecycle.Sensor;
import dev.coppice.lifecycle.SensorLog;
import dev.coppice.server.document.SensorDocument;
import dev.coppice.server.document.SensorLookDocument;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Sensors: what starts lifecycle work by itself. */
@Command(
        name = "sensor",
        description = "Look at what starts lifecycle work by itself, and let it work once.",
        subcommands = {SensorCommand.Show.class, SensorCommand.Run.class})
public final class SensorCommand extends CommandGroup {

    @Command(
            name = "list",
            description = "List the sensors with their last look; --json has what they decided, and why.")
    static final class Show extends LifecycleCommand {
        @Override
        int run(Target target, Lifecycle lifecycle) {
            var log = SensorLog.on(target.connect(root().environment()));
            return told(lifecycle.sensors().stream()
                    .map(sensor -> SensorDocument.of(sensor, log))
                    .toList());
        }

        @Override
        int ask(Remote server) {
            return told(server.page(Call.get("sensors"), SensorDocument.class).items());
        }

        private int told(List<SensorDocument> items) {
            var table = TextTable.of("SENSOR", "EVERY", "LAST LOOK", "ACTED", "LEFT", "WHAT IT DOES");
            items.forEach(item -> table.row(
                    item.sensor(),
                    Durations.format(Duration.ofSeconds(item.intervalSeconds())),
                    Words.or(item.startedAt()),
                    Words.or(item.acted()),
                    Words.or(item.waited()),
                    item.purpose()));
            terminal().answer(PageOptions.document(items, null), table.toString());
            return ExitCode.DONE;
        }
    }

    @Command(
            name = "run",
            description = {
                "Show what sensors would take up now, all of them without names, and change nothing.",
                "",
                "With --execute they work: what has ended is suspended, teardowns that are due are begun and carried on, "
                        + "backups whose time is over are removed."
            })
    static final class Run extends LifecycleCommand {
        @Parameters(arity = "0..*", paramLabel = "NAME", description = "Their names.")
        List<String> names = List.of();

        @Option(names = "--execute", description = "Let them work, once, here and now.")
        boolean execute;

        @Override
        int run(Target target, Lifecycle lifecycle) {
            var sensors = lifecycle.sensors();
            var named = wanted(sensors.stream().map(Sensor::name).toList());
            var looks = new ArrayList<SensorLookDocument>();
            try {
                for (var sensor : sensors) {
                    if (named.contains(sensor.name())) {
                        var report = execute ? sensor.runOnce() : sensor.preview();
                        looks.add(SensorLookDocument.of(sensor.name(), execute, report));
                    }
                }
            } catch (InterruptedException asked) {
                Thread.currentThread().interrupt();
                return ExitCode.FAILED;
            }
            return told(looks);
        }

        @Override
        int ask(Remote server) {
            var known = server.page(Call.get("sensors"), SensorDocument.class).items();
            return told(wanted(known.stream().map(SensorDocument::sensor).toList()).stream()
                    .map(name -> Call.post("sensors", name, "run")
                            .with("execute", execute)
                            .with("reason", execute ? "asked for at the command line" : null))
                    .map(call -> server.ask(call, SensorLookDocument.class))
                    .toList());
        }

        private int told(List<SensorLookDocument> looks) {
            terminal()
                    .answer(
                            PageOptions.document(looks, null),
                            text(looks) + (execute ? "" : "\n\nNothing was changed. --execute lets them work, once."));
            return ExitCode.DONE;
        }

        private List<String> wanted(List<String> known) {
            if (!known.containsAll(names)) {
                given(() -> {
                    throw new IllegalArgumentException("NAME must be one of " + String.join(", ", known));
                });
            }
            return known.stream()
                    .filter(name -> names.isEmpty() || names.contains(name))
                    .toList();
        }

        private static String text(List<SensorLookDocument> looks) {
            return looks.stream().map(Run::text).collect(Collectors.joining("\n\n"));
        }

        private static String text(SensorLookDocument look) {
            var due = look.decisions().stream()
                    .filter(made -> made.decision().equals("due"))
                    .count();
            var said = look.sensor()
                    + (look.executed()
                            ? ": acted on " + look.acted() + ", left " + look.waited() + "."
                            : ": would take up " + due + ".");
            if (look.decisions().isEmpty()) {
                return said;
            }
            var table = TextTable.plain();
            look.decisions()
                    .forEach(made -> table.row(
                            "  " + made.kind() + " " + made.subject(), made.decision(), made.code(), made.message()));
            return said + "\n" + table;
        }
    }
}
