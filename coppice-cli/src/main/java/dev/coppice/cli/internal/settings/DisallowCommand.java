package dev.coppice.cli.internal.settings;

import dev.coppice.cli.internal.ExitCode;
import dev.coppice.cli.internal.Figures;
import dev.coppice.cli.internal.command.DatabaseCommand;
import dev.coppice.cli.internal.connect.Call;
import dev.coppice.cli.internal.connect.Remote;
import dev.coppice.cli.internal.connect.Target;
import dev.coppice.settings.Purge;
import dev.coppice.settings.SettingsStore;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Takes the leave to set a setting at the scopes of one type, with what those scopes say of it. */
@Command(
        name = "disallow",
        description = {
            "Show what goes when a setting may no longer be set at one type of scope: the entry, and what every such scope "
                    + "says of it. With --execute remove both.",
            "",
            "  coppice settings disallow theme user --execute"
        })
final class DisallowCommand extends DatabaseCommand {
    @Parameters(paramLabel = "NAME", description = "The setting.")
    String name = "";

    @Parameters(paramLabel = "SCOPE-TYPE", description = "The type of scope.")
    String scopeType = "";

    @Option(names = "--execute", description = "Remove what is shown without it.")
    boolean execute;

    @Mixin
    VersionOption version = new VersionOption();

    @Mixin
    ActingOptions acting = new ActingOptions();

    /** What goes, or went, as scripts see it. */
    record DisallowDocument(boolean executed, EntryDocument entry, long fragments) {}

    @Override
    protected int run(Target target) {
        var event = given(() -> acting.event("setting-entry.deleted", "setting " + name + " at " + scopeType));
        var gone = SettingsTransactions.on(target, root())
                .write(
                        this::disallowed,
                        done -> execute
                                ? Optional.of(event.before("{\"fragments\": " + done.fragments() + "}"))
                                : Optional.empty());
        return told(gone);
    }

    @Override
    protected int run(Remote server) {
        var reason = given(acting::reason);
        var asked = new Asked(server);
        var entry = asked.entry(name, scopeType);
        var gone = new DisallowDocument(execute, entry, asked.fragments(name, scopeType));
        if (execute) {
            var call = Call.delete("settings", "allow-list", entry.id())
                    .ifVersion(version.expected())
                    .because(reason);
            server.ask(call, EntryDocument.class);
        }
        return told(gone);
    }

    private int told(DisallowDocument gone) {
        terminal().answer(gone, text(gone));
        return ExitCode.DONE;
    }

    private DisallowDocument disallowed(SettingsStore store) {
        var found = new Found(store);
        var entry = found.entry(name, scopeType);
        var document = new DisallowDocument(execute, EntryDocument.of(entry), found.fragments(name, scopeType));
        if (execute) {
            store.allowList().purge(new Purge(entry.id(), version.expected()));
        }
        return document;
    }

    private static String text(DisallowDocument gone) {
        var fragments = Figures.count(gone.fragments(), "fragment", "fragments");
        var entry = gone.entry().name() + " at " + gone.entry().scopeType();
        return gone.executed()
                ? entry + " is no longer allowed; " + fragments + " went along."
                : entry + " would no longer be allowed, and " + fragments + " would go along; --execute removes them.";
    }
}
