package dev.coppice.cli.internal.lifecycle;

import dev.coppice.cli.internal.ExitCode;
import dev.coppice.cli.internal.TextTable;
import dev.coppice.cli.internal.command.CommandGroup;
import dev.coppice.cli.internal.connect.Target;
import dev.coppice.lifecycle.Burials;
import dev.coppice.lifecycle.Lifecycle;
import dev.coppice.lifecycle.Resurrection;
import dev.coppice.server.OperationSummary;
import java.time.Instant;
import java.util.List;
import java.util.Map;
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
                "Ends with 3 when something is back, with --execute when none of it is being disposed of; with 4 when only some is, "
                        + "or a store could not be looked at."
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
        record CheckDocument(
                boolean executed,
                List<BackDocument> items,
                Map<String, String> unread,
                List<OperationSummary> operations,
                List<Burials.Refused> refused) {}

        @Override
        int run(Target target, Lifecycle lifecycle) {
            var by = given(act::act);
            var certificates = lifecycle.certificates();
            var done = execute
                    ? certificates.buryAgain(by)
                    : new Burials(certificates.resurrections(), List.of(), List.of());
            var looked = done.looked();
            var document = new CheckDocument(
                    execute,
                    looked.items().stream().map(BackDocument::of).toList(),
                    looked.unread(),
                    done.begun().stream().map(OperationSummary::of).toList(),
                    done.refused());
            terminal().answer(document, text(document));
            return exitCode(done);
        }

        private static int exitCode(Burials done) {
            var back = done.looked().back();
            if (!back.isEmpty() && done.begun().isEmpty()) {
                return ExitCode.REFUSED;
            }
            return done.refused().isEmpty() && done.looked().complete() ? ExitCode.DONE : ExitCode.PARTIAL;
        }

        private String text(CheckDocument document) {
            var text = new StringBuilder();
            if (document.items().isEmpty()) {
                text.append(
                        document.unread().isEmpty()
                                ? "Nothing that was torn down is back."
                                : "Nothing that this database remembers is back.");
            } else {
                var table = TextTable.of("RESOURCE", "TORN DOWN", "IS BACK", "COULD NOT BE LOOKED AT");
                document.items()
                        .forEach(item -> table.row(
                                item.kind() + " " + item.resource(),
                                item.buriedAt(),
                                String.join(", ", item.found()),
                                String.join(", ", item.unseen())));
                text.append(table).append("\n\n").append(outcome(document));
            }
            document.refused()
                    .forEach(refused -> text.append("\nNot begun, ")
                            .append(refused.code())
                            .append(": ")
                            .append(refused.message()));
            document.unread()
                    .forEach((kind, why) -> text.append("\nThe tombstones of kind ")
                            .append(kind)
                            .append(" could not be read: ")
                            .append(why));
            return text.toString();
        }

        private static String outcome(CheckDocument document) {
            return document.executed()
                    ? document.operations().size() + " disposals begun; a server that runs carries them on."
                    : "--execute disposes of it.";
        }
    }
}
