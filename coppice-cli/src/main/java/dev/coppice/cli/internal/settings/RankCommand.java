package dev.coppice.cli.internal.settings;

import dev.coppice.cli.internal.ExitCode;
import dev.coppice.cli.internal.command.DatabaseCommand;
import dev.coppice.cli.internal.connect.Call;
import dev.coppice.cli.internal.connect.Remote;
import dev.coppice.cli.internal.connect.Target;
import dev.coppice.settings.EntryChange;
import dev.coppice.settings.Rank;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Gives an allow-list entry another rank, or back the one of its scope. */
@Command(
        name = "rank",
        description = {
            "Say where a setting's fragments of one type of scope merge: the greater rank overrides.",
            "",
            "  coppice settings rank theme public next",
            "  coppice settings rank theme public inherited"
        })
final class RankCommand extends DatabaseCommand {
    @Parameters(paramLabel = "NAME", description = "The setting.")
    String name = "";

    @Parameters(paramLabel = "SCOPE-TYPE", description = "The type of scope.")
    String scopeType = "";

    @Parameters(
            paramLabel = "N|next|inherited",
            converter = RankWord.class,
            description = "A number, next (above all that the setting has), or inherited from the type of scope.")
    Rank rank = Rank.inherited();

    @Mixin
    VersionOption version = new VersionOption();

    @Mixin
    ActingOptions acting = new ActingOptions();

    @Override
    protected int run(Target target) {
        var event = given(() -> acting.event("setting-entry.changed", "setting " + name + " at " + scopeType));
        return told(EntryDocument.of(SettingsTransactions.on(target, root())
                .write(
                        store -> store.allowList()
                                .update(new EntryChange(
                                        new Found(store).entry(name, scopeType).id(), rank, version.expected())),
                        entry -> Optional.of(event.after("{\"rank\": " + entry.rank() + "}")))));
    }

    @Override
    protected int run(Remote server) {
        var reason = given(acting::reason);
        var call = Call.patch(
                        "settings",
                        "allow-list",
                        new Asked(server).entry(name, scopeType).id())
                .with("rank", Asked.rank(rank))
                .ifVersion(version.expected())
                .because(reason);
        return told(server.ask(call, EntryDocument.class));
    }

    private int told(EntryDocument changed) {
        terminal()
                .answer(
                        changed,
                        changed.name() + " merges at " + changed.scopeType() + " with rank " + changed.rankWords()
                                + ".");
        return ExitCode.DONE;
    }
}
