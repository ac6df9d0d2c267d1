package dev.coppice.cli.internal.lifecycle;

import dev.coppice.cli.internal.ExitCode;
import dev.coppice.cli.internal.TextTable;
import dev.coppice.cli.internal.command.CommandGroup;
import dev.coppice.cli.internal.connect.Target;
import dev.coppice.lifecycle.Lifecycle;
import dev.coppice.lifecycle.Resurrection;
import dev.coppice.server.OperationSummary;
import java.time.Instant;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What was torn down and is back. */
@Command(
        name = "resurrection",
        description = "Look for resources that were torn down and are back.",
        subcommands = ResurrectionCommand.Check.class)
public final class ResurrectionCommand extends CommandGroup {

    @Command(
            name = "check",
            description = {
                "Hold the tombstones of this database, and of every store of backups, against what is there. Run it after a "
                        + "database was restored from an older copy; with --execute what came back is disposed of.",
                "",
                "Ends with 3 when something is back, with 4 when a store could not be looked at."
            })
    static final class Check extends LifecycleCommand {
        @Option(names = "--execute", description = "Begin to dispose of everything that is back.")
        boolean execute;

        @Mixin
        ActedHere act = new ActedHere();

        /** What is back, as scripts see it. */
        record BackDocument(String kind, String resource, Instant buriedAt, List<String> found, List<String> unseen) {
            static BackDocument of(Resurrection back) {
                return new BackDocument(
                        back.resource().kind(), back.resource().id(), back.buriedAt(), back.found(), back.unseen());
            }
        }

        /** What is back, and what was begun against it. */
        record CheckDocument(boolean executed, List<BackDocument> items, List<OperationSummary> operations) {}

        @Override
        int run(Target target, Lifecycle lifecycle) {
            var by = given(act::act);
            var items = lifecycle.certificates().resurrections().stream()
                    .map(BackDocument::of)
                    .toList();
            var begun = execute
                    ? lifecycle.certificates().buryAgain(by).stream()
                            .map(OperationSummary::of)
                            .toList()
                    : List.<OperationSummary>of();
            terminal().answer(new CheckDocument(execute, items, begun), text(items, begun));
            return exitCode(items);
        }

        private int exitCode(List<BackDocument> items) {
            if (!execute && items.stream().anyMatch(item -> !item.found().isEmpty())) {
                return ExitCode.REFUSED;
            }
            return items.stream().allMatch(item -> item.unseen().isEmpty()) ? ExitCode.DONE : ExitCode.PARTIAL;
        }

        private String text(List<BackDocument> items, List<OperationSummary> begun) {
            if (items.isEmpty()) {
                return "Nothing that was torn down is back.";
            }
            var table = TextTable.of("RESOURCE", "TORN DOWN", "IS BACK", "COULD NOT BE LOOKED AT");
            items.forEach(item -> table.row(
                    item.kind() + " " + item.resource(),
                    item.buriedAt(),
                    String.join(", ", item.found()),
                    String.join(", ", item.unseen())));
            return table + "\n\n"
                    + (execute
                            ? begun.size() + " disposals begun; a server that runs carries them on."
                            : "--execute disposes of it.");
        }
    }
}
