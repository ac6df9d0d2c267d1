package dev.coppice.cli.internal.lifecycle;

import dev.coppice.cli.internal.ExitCode;
import dev.coppice.cli.internal.TextTable;
import dev.coppice.cli.internal.command.CommandGroup;
import dev.coppice.cli.internal.connect.Call;
import dev.coppice.cli.internal.connect.Remote;
import dev.coppice.cli.internal.connect.Target;
import dev.coppice.lifecycle.Burials;
import dev.coppice.lifecycle.Lifecycle;
import dev.coppice.server.document.ResurrectionsDocument;
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
                "Ends with 3 when something is back, with --execute when none of it is being disposed of; with 4 when only some is, "
                        + "or a store could not be looked at."
            })
    static final class Check extends LifecycleCommand {
        @Option(names = "--execute", description = "Begin to dispose of everything that is back.")
        boolean execute;

        @Mixin
        ActedHere act = new ActedHere();

        @Override
        int run(Target target, Lifecycle lifecycle) {
            var by = given(act::act);
            var certificates = lifecycle.certificates();
            var done = execute
                    ? certificates.buryAgain(by)
                    : new Burials(certificates.resurrections(), List.of(), List.of());
            return told(ResurrectionsDocument.of(execute, done));
        }

        @Override
        int ask(Remote server) {
            var call = execute
                    ? Call.post("resurrections", "bury").with("reason", given(act::reason))
                    : Call.get("resurrections");
            return told(server.ask(call, ResurrectionsDocument.class));
        }

        private int told(ResurrectionsDocument document) {
            terminal().answer(document, text(document));
            return exitCode(document);
        }

        private static int exitCode(ResurrectionsDocument done) {
            boolean back = done.items().stream().anyMatch(item -> !item.found().isEmpty());
            if (back && done.operations().isEmpty()) {
                return ExitCode.REFUSED;
            }
            boolean complete = done.unread().isEmpty()
                    && done.items().stream().allMatch(item -> item.unseen().isEmpty());
            return done.refused().isEmpty() && complete ? ExitCode.DONE : ExitCode.PARTIAL;
        }

        private String text(ResurrectionsDocument document) {
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

        private static String outcome(ResurrectionsDocument document) {
            return document.executed()
                    ? document.operations().size() + " disposals begun; a server that runs carries them on."
                    : "--execute disposes of it.";
        }
    }
}
