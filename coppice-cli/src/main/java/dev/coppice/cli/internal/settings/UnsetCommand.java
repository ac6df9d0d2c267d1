package dev.coppice.cli.internal.settings;

import dev.coppice.cli.internal.ExitCode;
import dev.coppice.cli.internal.Figures;
import dev.coppice.cli.internal.command.DatabaseCommand;
import dev.coppice.cli.internal.command.PageOptions;
import dev.coppice.cli.internal.connect.Call;
import dev.coppice.cli.internal.connect.Remote;
import dev.coppice.cli.internal.connect.ScopeWord;
import dev.coppice.cli.internal.connect.Target;
import dev.coppice.settings.Fragment;
import dev.coppice.settings.Purge;
import dev.coppice.settings.Scope;
import dev.coppice.settings.SettingsStore;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Removes what a scope says of settings. */
@Command(
        name = "unset",
        description = {
            "Remove what a scope says of settings, of all that are named or of none; what wider scopes say shows again.",
            "",
            "  coppice settings unset theme editor --scope user:4711"
        })
final class UnsetCommand extends DatabaseCommand {
    @Parameters(arity = "1..*", paramLabel = "NAME", description = "The settings.")
    List<String> names = List.of();

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
        check();
        var event = given(() -> acting.event("setting-fragment.deleted", "settings at " + at));
        var gone = SettingsTransactions.on(target, root())
                .write(store -> removed(store, at), all -> Touched.json(all).map(event::before));
        return told(gone.stream().map(FragmentDocument::of).toList(), at);
    }

    @Override
    protected int run(Remote server) {
        var at = given(() -> ScopeWord.parse("--scope", scope));
        check();
        var reason = given(acting::reason);
        return told(
                version.expected().isPresent() ? List.of(removed(server, at, reason)) : all(server, at, reason), at);
    }

    private List<FragmentDocument> all(Remote server, Scope at, @Nullable String reason) {
        var call = Call.post("settings", "fragments", "scoped", "delete-all")
                .with("scope", Asked.scope(at))
                .with("names", names)
                .because(reason);
        return server.ask(call, BulkAnswer.class).items();
    }

    private FragmentDocument removed(Remote server, Scope at, @Nullable String reason) {
        var found = new Asked(server).fragment(names.getFirst(), at);
        var call = Call.delete("settings", "fragments", found.id())
                .ifVersion(version.expected())
                .because(reason);
        return server.ask(call, FragmentDocument.class);
    }

    private void check() {
        given(() -> {
            if (version.expected().isPresent() && names.size() > 1) {
                throw new IllegalArgumentException("--if-version must come with one NAME, were: " + names.size());
            }
            return names;
        });
    }

    private int told(List<FragmentDocument> gone, Scope at) {
        terminal()
                .answer(
                        PageOptions.document(gone, null),
                        Figures.count(gone.size(), "setting", "settings") + " removed from " + at + ".");
        return ExitCode.DONE;
    }

    private List<Fragment> removed(SettingsStore store, Scope at) {
        if (version.expected().isEmpty()) {
            return store.fragments().purgeNamed(at, names);
        }
        var found = new Found(store).fragment(names.getFirst(), at);
        return List.of(store.fragments().purge(new Purge(found.id(), version.expected())));
    }
}
