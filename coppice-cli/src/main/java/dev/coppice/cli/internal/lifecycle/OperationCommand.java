package dev.coppice.cli.internal.lifecycle;

import dev.coppice.cli.internal.ExitCode;
import dev.coppice.cli.internal.Figures;
import dev.coppice.cli.internal.Look;
import dev.coppice.cli.internal.TextTable;
import dev.coppice.cli.internal.command.CommandGroup;
import dev.coppice.cli.internal.command.PageOptions;
import dev.coppice.cli.internal.connect.Call;
import dev.coppice.cli.internal.connect.Remote;
import dev.coppice.cli.internal.connect.Target;
import dev.coppice.lifecycle.Lifecycle;
import dev.coppice.lifecycle.OperationQuery;
import dev.coppice.server.document.CursorPage;
import dev.coppice.server.document.ExplanationDocument;
import dev.coppice.server.document.OperationSummary;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Operations: the durable teardowns of resources. */
@Command(
        name = "operation",
        description = "Look at teardowns, say why one has not ended, and help it on.",
        subcommands = {
            OperationCommand.Show.class,
            OperationCommand.One.class,
            OperationWatching.Watch.class,
            OperationCommand.Explain.class,
            OperationSteering.Retry.class,
            OperationSteering.Resolve.class,
            OperationSteering.Abandon.class,
            OperationSteering.Cancel.class
        })
public final class OperationCommand extends CommandGroup {

    @Command(name = "list", description = "List the teardowns, newest first.")
    static final class Show extends LifecycleCommand {
        @Option(names = "--kind", paramLabel = "KIND", description = "Those of one kind.")
        @Nullable
        String kind;

        @Option(names = "--resource", paramLabel = "ID", description = "Those of one resource.")
        @Nullable
        String resource;

        @Option(names = "--unfinished", description = "Those that have not ended.")
        boolean unfinished;

        @Option(names = "--parked", description = "Those that wait for a person.")
        boolean parked;

        @Mixin
        PageOptions page = new PageOptions();

        @Override
        int run(Target target, Lifecycle lifecycle) {
            var found = lifecycle
                    .operations()
                    .list(new OperationQuery(
                            Optional.ofNullable(kind),
                            Optional.ofNullable(resource),
                            OptionalLong.empty(),
                            unfinished,
                            parked,
                            page.nextNumber().orElse(Long.MAX_VALUE),
                            page.limit()));
            return told(new CursorPage<>(
                    found.items().stream().map(OperationSummary::of).toList(),
                    found.next().orElse(null)));
        }

        @Override
        int ask(Remote server) {
            var call = Call.get("operations")
                    .with("kind", kind)
                    .with("resource", resource)
                    .with("unfinished", unfinished)
                    .with("parked", parked);
            return told(server.page(page.numbered(call), OperationSummary.class));
        }

        private int told(CursorPage<OperationSummary> found) {
            var items = found.items();
            terminal()
                    .answer(
                            found,
                            items.isEmpty() ? "There is no such teardown." : table(items) + Words.more(found.next()));
            return ExitCode.DONE;
        }

        private static String table(List<OperationSummary> items) {
            var table = TextTable.of("OPERATION", "RESOURCE", "STATUS", "STATE", "STEPS", "SINCE", "BY");
            items.forEach(item -> table.row(
                    item.operation(),
                    item.kind() + " " + item.resource(),
                    item.status(),
                    item.state(),
                    item.stepsEnded() + " of " + item.steps(),
                    item.createdAt().truncatedTo(ChronoUnit.SECONDS),
                    item.requestedBy()));
            return table.toString();
        }
    }

    @Command(name = "show", description = "Show a teardown: its steps, what it has removed, what is kept.")
    static final class One extends LifecycleCommand {
        @Parameters(paramLabel = "OPERATION", description = "Its number.")
        long id;

        @Override
        int run(Target target, Lifecycle lifecycle) {
            var operation = lifecycle.operations().find(id).orElseThrow(() -> unknown("operation", id));
            TeardownEnding.of(root(), lifecycle).told(lifecycle, operation);
            return ExitCode.DONE;
        }

        @Override
        int ask(Remote server) {
            TeardownEnding.of(root(), server).told(OperationWatching.found(server, id));
            return ExitCode.DONE;
        }
    }

    @Command(
            name = "explain",
            description = "Say why a teardown has not ended: what keeps each step, since when, and what can be done.")
    static final class Explain extends LifecycleCommand {
        private static final int INDENT = 14;

        @Parameters(paramLabel = "OPERATION", description = "Its number.")
        long id;

        @Override
        int run(Target target, Lifecycle lifecycle) {
            return told(ExplanationDocument.of(lifecycle.operations().explain(id)));
        }

        @Override
        int ask(Remote server) {
            return told(server.ask(Call.get("operations", id, "explain"), ExplanationDocument.class));
        }

        private int told(ExplanationDocument document) {
            terminal().answer(document, text(document));
            return ExitCode.DONE;
        }

        private String text(ExplanationDocument explanation) {
            var look = root().look();
            return look.wrapped(explanation.sentence(), 0) + "\n" + look.wrapped(explanation.wayBack(), 0)
                    + explanation.conditions().stream()
                            .map(condition -> "\n\n" + text(look, condition))
                            .collect(Collectors.joining());
        }

        private static String text(Look look, ExplanationDocument.Condition condition) {
            var tries = Figures.count(condition.attempts(), "try", "tries");
            return condition.step() + " is " + condition.state() + ".\n"
                    + Stream.of(
                                    row(look, "Keeps it", condition.code() + ": " + condition.reason()),
                                    row(look, "Since", Words.or(condition.since()) + ", " + tries),
                                    row(look, "Next try", Words.or(condition.nextTryAt())),
                                    row(
                                            look,
                                            "Holds up",
                                            condition.holdsUp().isEmpty() ? "-" : Words.list(condition.holdsUp())),
                                    row(look, "To be done", condition.next()))
                            .collect(Collectors.joining("\n"));
        }

        private static String row(Look look, String name, String text) {
            return "  " + name + " ".repeat(INDENT - 2 - name.length())
                    + look.wrapped(text, INDENT).strip();
        }
    }
}
