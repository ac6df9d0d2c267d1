package dev.coppice.cli.internal.settings;

import dev.coppice.cli.internal.ExitCode;
import dev.coppice.cli.internal.command.DatabaseCommand;
import dev.coppice.cli.internal.connect.Call;
import dev.coppice.cli.internal.connect.Remote;
import dev.coppice.cli.internal.connect.ScopeWord;
import dev.coppice.cli.internal.connect.Target;
import dev.coppice.settings.Fragment;
import dev.coppice.settings.FragmentChange;
import dev.coppice.settings.Rank;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Gives one fragment a rank of its own, or takes it back; its value stays. */
@Command(
        name = "rank",
        description = {
            "Say where what one scope says of a setting merges; the value stays as it is.",
            "",
            "  coppice settings fragment rank theme next --scope public",
            "  coppice settings fragment rank theme inherited --scope public"
        })
final class FragmentRankCommand extends DatabaseCommand {
    @Parameters(paramLabel = "NAME", description = "The setting.")
    String name = "";

    @Parameters(
            paramLabel = "N|next|inherited",
            converter = RankWord.class,
            description = "A number, next (above all that the setting has), or inherited from the allow list.")
    Rank rank = Rank.inherited();

    @Option(
            names = "--scope",
            required = true,
            paramLabel = "SCOPE",
            description = "public, or TYPE:ID as in user:4711.")
    String scope = "";

    @Mixin
    VersionOption version = new VersionOption();

    @Mixin
    ActingOptions acting = new ActingOptions();

    @Override
    protected int run(Target target) {
        var at = given(() -> ScopeWord.parse("--scope", scope, target));
        var event = given(() -> acting.event("setting-fragment.changed", "setting " + name + " at " + at));
        return told(FragmentDocument.of(SettingsTransactions.on(target, root())
                .write(
                        store -> store.fragments().update(change(new Found(store).fragment(name, at))),
                        fragment -> Optional.of(event.after(
                                "{\"ownRank\": " + FragmentDocument.of(fragment).ownRank() + "}")))));
    }

    @Override
    protected int run(Remote server) {
        var at = given(() -> ScopeWord.parse("--scope", scope));
        var reason = given(acting::reason);
        var call = Call.patch(
                        "settings",
                        "fragments",
                        new Asked(server).fragment(name, at).id())
                .with("rank", Asked.rank(rank))
                .ifVersion(version.expected())
                .because(reason);
        return told(server.ask(call, FragmentDocument.class));
    }

    private int told(FragmentDocument changed) {
        var where = changed.ownRank() == null ? "the rank of the allow list" : "rank " + changed.ownRank();
        terminal().answer(changed, changed.name() + " at " + changed.scope().word() + " merges with " + where + ".");
        return ExitCode.DONE;
    }

    private FragmentChange change(Fragment found) {
        var change = FragmentChange.of(found.id()).rank(rank);
        var expected = version.expected();
        return expected.isPresent() ? change.ifVersion(expected.getAsLong()) : change;
    }
}
