package dev.coppice.cli.internal.settings;

import dev.coppice.cli.internal.ExitCode;
import dev.coppice.cli.internal.command.CommandGroup;
import dev.coppice.cli.internal.command.DatabaseCommand;
import dev.coppice.cli.internal.connect.Call;
import dev.coppice.cli.internal.connect.Remote;
import dev.coppice.cli.internal.connect.Target;
import dev.coppice.ops.Fault;
import dev.coppice.settings.FragmentNotFound;
import dev.coppice.settings.Purge;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Single fragments. */
@Command(
        name = "fragment",
        description = "Show or remove fragments by their ids, or rank what a scope says.",
        subcommands = {FragmentCommand.Show.class, FragmentRankCommand.class, FragmentCommand.PurgeFragments.class})
final class FragmentCommand extends CommandGroup {

    @Command(name = "show", description = "Show a fragment with its whole value.")
    static final class Show extends DatabaseCommand {
        @Parameters(paramLabel = "ID", description = "Its id, as \"settings fragments\" lists it.")
        UUID id = new UUID(0, 0);

        @Override
        protected int run(Target target) {
            return told(SettingsTransactions.on(target, root())
                    .read(store -> store.fragments().find(id))
                    .map(FragmentDocument::of));
        }

        @Override
        protected int run(Remote server) {
            return told(server.find(Call.get("settings", "fragments", id), FragmentDocument.class));
        }

        private int told(Optional<FragmentDocument> found) {
            var fragment = found.orElseThrow(Show::notFound);
            var head = fragment.name() + " at " + fragment.scope().word() + ", version " + fragment.version()
                    + ", changed " + fragment.updatedAt() + ".\n";
            terminal().answer(fragment, head + JsonText.pretty(fragment.value()));
            return ExitCode.DONE;
        }

        private static FragmentNotFound notFound() {
            return new FragmentNotFound(Fault.of("settings.fragment-not-found", Fault.Kind.NOT_FOUND)
                    .refused("The fragment was not shown.")
                    .found("There is none of this id.")
                    .changed("Nothing was changed.")
                    .next("See \"coppice settings fragments\"."));
        }
    }

    @Command(
            name = "purge",
            description = {
                "Remove fragments, each on its own: what is not there is told and the others are removed.",
                "",
                "  coppice settings fragment purge 6f1c2a5e-0d3b-4c36-9d0e-2f6f1f3f9a11"
            })
    static final class PurgeFragments extends DatabaseCommand {
        @Parameters(arity = "1..*", paramLabel = "ID", description = "Their ids, as \"settings fragments\" lists them.")
        List<UUID> ids = List.of();

        @Mixin
        ActingOptions acting = new ActingOptions();

        @Override
        protected int run(Target target) {
            var event = given(() -> acting.event("setting-fragment.deleted", "settings"));
            var answers = SettingsTransactions.on(target, root())
                    .write(
                            store -> store.fragments()
                                    .purgeEach(ids.stream().map(Purge::of).toList()),
                            all -> Touched.doneOf(all).map(event::before));
            var bulk = new Bulk();
            answers.forEach(answer ->
                    bulk.add(answer.ordinal(), ids.get(answer.ordinal()).toString(), answer));
            return told(bulk);
        }

        @Override
        protected int run(Remote server) {
            var items = ids.stream().map(id -> Map.of("id", id)).toList();
            var call = Call.post("settings", "fragments", "delete-each")
                    .with("items", items)
                    .because(given(acting::reason));
            var answer = server.ask(call, BulkAnswer.class);
            var bulk = new Bulk();
            answer.items().forEach(bulk::add);
            answer.left()
                    .forEach(failed -> bulk.fail(
                            failed.index(), ids.get(failed.index()).toString(), failed.code(), failed.message()));
            return told(bulk);
        }

        private int told(Bulk bulk) {
            terminal().answer(bulk, bulk.text("removed", "fragment", "fragments"));
            return bulk.exitCode();
        }
    }
}
