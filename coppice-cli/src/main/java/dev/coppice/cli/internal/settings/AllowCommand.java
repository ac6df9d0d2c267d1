package dev.coppice.cli.internal.settings;

import dev.coppice.cli.internal.ExitCode;
import dev.coppice.cli.internal.command.DatabaseCommand;
import dev.coppice.cli.internal.connect.Call;
import dev.coppice.cli.internal.connect.Remote;
import dev.coppice.cli.internal.connect.Target;
import dev.coppice.settings.NewEntry;
import dev.coppice.settings.Rank;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Lets a setting be set at the scopes of one type. */
@Command(
        name = "allow",
        description = {
            "Let a setting be set at the scopes of one type.",
            "",
            "  coppice settings allow theme user",
            "  coppice settings allow quota public --rank next"
        })
final class AllowCommand extends DatabaseCommand {
    @Parameters(paramLabel = "NAME", description = "The setting.")
    String name = "";

    @Parameters(paramLabel = "SCOPE-TYPE", description = "The type of scope, such as public or user.")
    String scopeType = "";

    @Option(
            names = "--rank",
            paramLabel = "N|next|inherited",
            converter = RankWord.class,
            description = "Where its fragments merge: a number, next (above all that the setting has), or inherited "
                    + "from the type of scope, as by default.")
    Rank rank = Rank.inherited();

    @Mixin
    ActingOptions acting = new ActingOptions();

    @Override
    protected int run(Target target) {
        var event = given(() -> acting.event("setting-entry.created", "setting " + name + " at " + scopeType));
        var wanted = new NewEntry(name, scopeType, rank);
        return told(EntryDocument.of(SettingsTransactions.on(target, root())
                .write(
                        store -> store.allowList().create(wanted),
                        entry -> Optional.of(event.after("{\"rank\": " + entry.rank() + "}")))));
    }

    @Override
    protected int run(Remote server) {
        var call = Call.post("settings", "allow-list")
                .with("name", name)
                .with("scopeType", scopeType)
                .with("rank", Asked.rank(rank))
                .because(given(acting::reason));
        return told(server.ask(call, EntryDocument.class));
    }

    private int told(EntryDocument made) {
        terminal()
                .answer(
                        made,
                        made.name() + " may be set at " + made.scopeType() + ", where it merges with rank "
                                + made.rankWords() + ".");
        return ExitCode.DONE;
    }
}
