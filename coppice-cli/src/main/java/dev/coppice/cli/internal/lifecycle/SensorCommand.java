package dev.coppice.cli.internal.lifecycle;

import dev.coppice.cli.internal.ExitCode;
import dev.coppice.cli.internal.TextTable;
import dev.coppice.cli.internal.command.CommandGroup;
import dev.coppice.cli.internal.command.PageOptions;
import dev.coppice.cli.internal.connect.Target;
import dev.coppice.control.Durations;
import dev.coppice.lifecycle.Lifecycle;
import dev.coppice.lifecycle.Sensor;
import dev.coppice.lifecycle.SensorLog;
import dev.coppice.lifecycle.SensorReport;
import dev.coppice.server.SensorDocument;
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
            var items = lifecycle.sensors().stream()
                    .map(sensor -> SensorDocument.of(sensor, log))
                    .toList();
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

        /** A look, as scripts see it. */
        record LookDocument(
                String sensor, boolean executed, int acted, int waited, List<SensorReport.Decision> decisions) {}

        @Override
        int run(Target target, Lifecycle lifecycle) {
            var looks = new ArrayList<LookDocument>();
            try {
                for (var sensor : wanted(lifecycle.sensors())) {
                    var report = execute ? sensor.runOnce() : sensor.preview();
                    looks.add(new LookDocument(
                            sensor.name(), execute, report.acted(), report.waited(), report.decisions()));
                }
            } catch (InterruptedException asked) {
                Thread.currentThread().interrupt();
                return ExitCode.FAILED;
            }
            terminal()
                    .answer(
                            PageOptions.document(looks, null),
                            text(looks) + (execute ? "" : "\n\nNothing was changed. --execute lets them work, once."));
            return ExitCode.DONE;
        }

        private List<Sensor> wanted(List<Sensor> all) {
            var known = all.stream().map(Sensor::name).toList();
            if (!known.containsAll(names)) {
                given(() -> {
                    throw new IllegalArgumentException("NAME must be one of " + String.join(", ", known));
                });
            }
            return all.stream()
                    .filter(sensor -> names.isEmpty() || names.contains(sensor.name()))
                    .toList();
        }

        private static String text(List<LookDocument> looks) {
            return looks.stream().map(Run::text).collect(Collectors.joining("\n\n"));
        }

        private static String text(LookDocument look) {
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
