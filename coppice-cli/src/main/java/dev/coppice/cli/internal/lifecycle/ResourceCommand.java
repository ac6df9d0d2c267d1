package dev.coppice.cli.internal.lifecycle;

import dev.coppice.cli.internal.ExitCode;
import dev.coppice.cli.internal.Figures;
import dev.coppice.cli.internal.Look;
import dev.coppice.cli.internal.TextTable;
import dev.coppice.cli.internal.command.ActOptions;
import dev.coppice.cli.internal.command.CommandGroup;
import dev.coppice.cli.internal.command.HoldCommand;
import dev.coppice.cli.internal.command.PageOptions;
import dev.coppice.cli.internal.connect.Call;
import dev.coppice.cli.internal.connect.Remote;
import dev.coppice.cli.internal.connect.Target;
import dev.coppice.control.Act;
import dev.coppice.lifecycle.Lifecycle;
import dev.coppice.lifecycle.Resource;
import dev.coppice.lifecycle.ResourceId;
import dev.coppice.lifecycle.ResourceQuery;
import dev.coppice.lifecycle.ResourceStatus;
import dev.coppice.lifecycle.Resources;
import dev.coppice.lifecycle.TeardownRequest;
import dev.coppice.server.document.CursorPage;
import dev.coppice.server.document.ResourceDocument;
import dev.coppice.server.document.ResourceReport;
import dev.coppice.server.document.TierDocument;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Resources: what has a lifecycle. */
@Command(
        name = "resource",
        description = "Look at what has a lifecycle, suspend it, bring it back, hold it.",
        subcommands = {
            ResourceCommand.Show.class,
            ResourceCommand.One.class,
            ResourceCommand.Suspend.class,
            ResourceCommand.Reactivate.class,
            ResourceHoldCommand.class,
            HoldCommand.Release.class,
            ResourceCommand.Analytics.class
        })
public final class ResourceCommand extends CommandGroup {

    @Command(name = "list", description = "List the resources of a kind by id.")
    static final class Show extends LifecycleCommand {
        @Mixin
        KindOption kind = new KindOption();

        @Option(names = "--status", paramLabel = "STATUS", description = "active, suspended or deprovisioned ones.")
        @Nullable
        ResourceStatus status;

        @Option(names = "--tier", paramLabel = "TIER", description = "Those of one tier.")
        @Nullable
        String tier;

        @Option(names = "--owner", paramLabel = "OWNER", description = "Those of one owner.")
        @Nullable
        String owner;

        @Mixin
        PageOptions page = new PageOptions();

        @Override
        int run(Target target, Lifecycle lifecycle) {
            var query = ResourceQuery.of(kind.of(target)).limit(page.limit());
            query = status == null ? query : query.status(status);
            query = tier == null ? query : query.tier(tier);
            query = owner == null ? query : query.owner(owner);
            query = page.next().map(query::after).orElse(query);
            var found = lifecycle.resources().list(query);
            return told(new CursorPage<>(
                    found.items().stream().map(ResourceDocument::of).toList(),
                    found.next().orElse(null)));
        }

        @Override
        int ask(Remote server) {
            var call = Call.get("resources", kind.of(server))
                    .with("status", status == null ? null : status.stored())
                    .with("tier", tier)
                    .with("owner", owner);
            return told(server.page(page.of(call), ResourceDocument.class));
        }

        private int told(CursorPage<ResourceDocument> found) {
            var items = found.items();
            terminal()
                    .answer(
                            found,
                            items.isEmpty() ? "There is no such resource." : table(items) + Words.more(found.next()));
            return ExitCode.DONE;
        }

        private static String table(List<ResourceDocument> items) {
            var table = TextTable.of("ID", "STATUS", "STATE", "TIER", "OWNER", "ENDS", "TEARDOWN FROM");
            items.forEach(item -> table.row(
                    item.id(),
                    item.status(),
                    item.state(),
                    Words.or(item.tier()),
                    Words.or(item.owner()),
                    Words.or(item.endsAt()),
                    Words.or(item.teardownAt())));
            return table.toString();
        }
    }

    @Command(
            name = "show",
            description =
                    "Show a resource: where it stands, what each step sees of it now, what would keep its teardown, and until "
                            + "when. Looks for ten seconds at most, and changes nothing.")
    static final class One extends LifecycleCommand {
        @Mixin
        ResourceWords words = new ResourceWords();

        @Override
        int run(Target target, Lifecycle lifecycle) {
            var asked = given(() ->
                    TeardownRequest.of(words.resource(), Act.of(System.getProperty("user.name"), "looked at it")));
            return told(ResourceReport.of(lifecycle.teardowns().look(asked, ResourceReport.LOOKS)));
        }

        @Override
        int ask(Remote server) {
            var id = given(words::resource);
            return told(server.ask(Call.get("resources", id.kind(), id.id()), ResourceReport.class));
        }

        private int told(ResourceReport report) {
            terminal().answer(report, text(report));
            return ExitCode.DONE;
        }

        private String text(ResourceReport report) {
            var resource = report.resource();
            var table = TextTable.plain();
            table.row("Status", resource.status());
            table.row("State", resource.state());
            table.row("Tier", Words.or(resource.tier()));
            table.row("Owner", Words.or(resource.owner()));
            table.row("Parent", Words.or(resource.parent()));
            table.row("Below it", report.children().isEmpty() ? "-" : String.join(", ", report.children()));
            table.row("Ends", Words.or(resource.endsAt()));
            table.row("Suspended", Words.or(resource.suspendedAt()));
            table.row("Teardown from", Words.or(resource.teardownAt()));
            table.row("Leaving since", Words.or(resource.fencedAt()));
            table.row("Operation", Words.or(resource.operation()));
            table.row("Uses", uses(report.storage()));
            table.row("Way back", report.wayBack());
            var look = root().look();
            return resource.kind() + " " + resource.id() + "\n" + Words.cut(look, table)
                    + stores(look, report.storage().steps())
                    + Words.warnings(look, report.warnings())
                    + Words.blockers(look, "What refuses its teardown now:", report.blockers());
        }

        private static String stores(Look look, List<ResourceReport.Seen> steps) {
            if (steps.isEmpty()) {
                return "";
            }
            var table = TextTable.of("STEP", "ITEMS", "BYTES", "");
            steps.forEach(step -> table.row(
                    step.step(),
                    step.items() == null ? "unknown" : Figures.count(step.items()),
                    step.bytes() == null ? "-" : Figures.bytes(step.bytes()),
                    step.code() == null ? "" : step.code() + ": " + step.message()));
            return "\n\n" + Words.cut(look, table);
        }

        private static String uses(ResourceReport.Storage storage) {
            return Figures.count(storage.items(), "item", "items") + ", " + Figures.bytes(storage.bytes())
                    + (storage.uncounted().isEmpty()
                            ? ""
                            : ", and what was not counted: " + String.join(", ", storage.uncounted()));
        }
    }

    /** A change of status by somebody, for a reason. */
    abstract static class Changing extends LifecycleCommand {
        @Mixin
        ResourceWords words = new ResourceWords();

        @Mixin
        ActOptions act = new ActOptions();

        @Override
        final void check() {
            given(act::act);
            given(words::resource);
        }

        @Override
        final int run(Target target, Lifecycle lifecycle) {
            return told(ResourceDocument.of(change(lifecycle.resources(), words.resource(), act.act())));
        }

        @Override
        final int ask(Remote server) {
            var id = words.resource();
            var word = getClass().getAnnotation(Command.class).name();
            var call = Call.post("resources", id.kind(), id.id(), word)
                    .with("reason", act.act().reason());
            return told(server.ask(call, ResourceDocument.class));
        }

        private int told(ResourceDocument changed) {
            terminal().answer(changed, changed.kind() + " " + changed.id() + " is " + changed.state() + ".");
            return ExitCode.DONE;
        }

        abstract Resource change(Resources resources, ResourceId id, Act by);
    }

    @Command(name = "suspend", description = "Suspend a resource and those below it.")
    static final class Suspend extends Changing {
        @Override
        Resource change(Resources resources, ResourceId id, Act by) {
            return resources.suspend(id, by);
        }
    }

    @Command(
            name = "reactivate",
            description = "Make a suspended resource active again, with those that were suspended with it.")
    static final class Reactivate extends Changing {
        @Override
        Resource change(Resources resources, ResourceId id, Act by) {
            return resources.reactivate(id, by);
        }
    }

    @Command(name = "analytics", description = "Count the resources of a kind by tier and state.")
    static final class Analytics extends LifecycleCommand {
        @Mixin
        KindOption kind = new KindOption();

        @Override
        int run(Target target, Lifecycle lifecycle) {
            return told(lifecycle.resources().analytics(kind.of(target)).stream()
                    .map(TierDocument::of)
                    .toList());
        }

        @Override
        int ask(Remote server) {
            return told(server.page(Call.get("resources", kind.of(server), "analytics"), TierDocument.class)
                    .items());
        }

        private int told(List<TierDocument> tiers) {
            var table = TextTable.of("TIER", "RESOURCES", "STATES", "BACKUPS", "KEPT");
            tiers.forEach(tier -> table.row(
                    Words.or(tier.tier()),
                    Figures.count(tier.resources()),
                    states(tier.states()),
                    Figures.count(tier.hostedBackups()),
                    Figures.bytes(tier.hostedBytes())));
            terminal().answer(PageOptions.document(tiers, null), table.toString());
            return ExitCode.DONE;
        }

        private static String states(Map<String, Long> states) {
            return states.entrySet().stream()
                    .map(state -> state.getValue() + " " + state.getKey())
                    .collect(Collectors.joining(", "));
        }
    }
}
