package dev.coppice.cli.internal.settings;

import dev.coppice.cli.internal.ExitCode;
import dev.coppice.cli.internal.command.DatabaseCommand;
import dev.coppice.cli.internal.connect.Call;
import dev.coppice.cli.internal.connect.Remote;
import dev.coppice.cli.internal.connect.ScopeWord;
import dev.coppice.cli.internal.connect.ServerRefusal;
import dev.coppice.cli.internal.connect.Target;
import dev.coppice.settings.Document;
import dev.coppice.settings.NewFragment;
import dev.coppice.settings.Rank;
import dev.coppice.settings.Scope;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Says what one scope says of one setting. */
@Command(
        name = "set",
        description = {
            "Set a setting at a scope, in place of whatever the scope says now.",
            "",
            "  coppice settings set theme '{\"mode\": \"dark\"}' --scope user:4711",
            "  coppice settings set theme @theme.json --scope public --if-version 3"
        })
final class SetCommand extends DatabaseCommand {
    @Parameters(paramLabel = "NAME", description = "The setting.")
    String name = "";

    @Parameters(paramLabel = "JSON|@FILE", description = "The value, a JSON object.")
    String value = "";

    @Option(
            names = "--scope",
            required = true,
            paramLabel = "SCOPE",
            description = "public, or TYPE:ID as in user:4711.")
    String scope = "";

    @Option(
            names = "--rank",
            paramLabel = "N|next|inherited",
            converter = RankWord.class,
            description = "A rank of its own: a number, next (above all that the setting has), or inherited from the "
                    + "allow list. It stays as it is by default.")
    @Nullable
    Rank rank;

    @Mixin
    VersionOption version = new VersionOption();

    @Mixin
    ActingOptions acting = new ActingOptions();

    @Override
    protected int run(Target target) {
        var wanted = wanted(given(() -> ScopeWord.parse("--scope", scope, target)));
        var event = given(() -> acting.event("setting-fragment.upserted", "setting " + name + " at " + wanted.scope()));
        var stored = SettingsTransactions.on(target, root())
                .write(store -> store.fragments().upsert(wanted), fragment -> Optional.of(event));
        return told(FragmentDocument.of(stored));
    }

    @Override
    protected int run(Remote server) {
        var wanted = wanted(given(() -> ScopeWord.parse("--scope", scope)));
        var call = Call.post("settings", "fragments", "upsert-all")
                .with("items", SetManyCommand.bodies(List.of(wanted)))
                .because(given(acting::reason));
        try {
            return told(server.ask(call, BulkAnswer.class).items().getFirst());
        } catch (ServerRefusal refusal) {
            throw refusal.alone();
        }
    }

    private int told(FragmentDocument stored) {
        terminal()
                .answer(
                        stored,
                        stored.name() + " is set at " + stored.scope().word() + ", version " + stored.version() + ".");
        return ExitCode.DONE;
    }

    private NewFragment wanted(Scope at) {
        return new NewFragment(
                name,
                at,
                Document.parse(given(() -> JsonWord.text(value))),
                Optional.ofNullable(rank),
                version.expected(),
                Optional.empty());
    }
}
