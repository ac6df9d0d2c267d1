package dev.coppice.cli.internal.settings;

import dev.coppice.cli.internal.ExitCode;
import dev.coppice.cli.internal.TextTable;
import dev.coppice.cli.internal.command.CoppiceCommand;
import dev.coppice.cli.internal.command.DatabaseCommand;
import dev.coppice.cli.internal.connect.Call;
import dev.coppice.cli.internal.connect.ProjectConfig;
import dev.coppice.cli.internal.connect.Remote;
import dev.coppice.cli.internal.connect.Target;
import dev.coppice.settings.ScopeChain;
import dev.coppice.settings.ScopeType;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The scopes at which settings may be set. */
@Command(
        name = "scopes",
        description = {
            "Show the types of scope in force, from the widest to the narrowest, and what coppice.yaml declares otherwise. "
                    + "With --apply put in force what it declares, as \"serve\" and \"up\" do when they start.",
            "",
            "  coppice settings scopes",
            "  coppice settings scopes --apply"
        })
final class ScopesCommand extends DatabaseCommand {
    @Option(names = "--apply", description = "Put in force what coppice.yaml declares under settings.")
    boolean apply;

    @Mixin
    ActingOptions acting = new ActingOptions();

    /** The chain as scripts see it. */
    record ScopesDocument(
            List<ScopeDocument> items,
            @Nullable String next,
            boolean declared,
            boolean applied,
            List<String> differences) {}

    /** A type of scope; public has no ids. */
    record ScopeDocument(
            String type,
            int rank,
            @Nullable String id,
            @Nullable String ownerTable,
            @Nullable String ownerColumn) {
        static ScopeDocument of(ScopeType type) {
            return new ScopeDocument(
                    type.name(),
                    type.rank(),
                    type.idType().name().toLowerCase(Locale.ROOT),
                    type.owner().map(owner -> owner.table().spelled()).orElse(null),
                    type.owner().map(ScopeType.Owner::column).orElse(null));
        }
    }

    @Override
    protected int run(Target target) {
        var declared = ProjectConfig.read(target.config()).scopes();
        var event = given(() -> {
            if (apply && declared.isEmpty()) {
                throw new IllegalArgumentException("--apply needs a coppice.yaml with a section settings");
            }
            return acting.event("setting-scopes.declared", "settings");
        });
        var transactions = SettingsTransactions.on(target, root());
        boolean applied = apply && DeclaredScopes.apply(transactions, declared.orElseThrow(), event);
        var chain = transactions.read(store -> store.scopes().chain());
        return told(chain, declared, applied);
    }

    @Override
    protected int run(Remote server) {
        if (apply) {
            throw CoppiceCommand.notOnServer(
                    "A server puts the scopes of its coppice.yaml in force when it starts: start it again.");
        }
        var chain =
                server.ask(Call.get("settings", "scopes"), ChainAnswer.class).chain();
        return told(chain, ProjectConfig.read(root().config()).scopes(), false);
    }

    private int told(ScopeChain chain, Optional<ScopeChain> declared, boolean applied) {
        var differences = declared.map(wanted -> DeclaredScopes.differences(chain, wanted))
                .orElse(List.of());
        terminal()
                .answer(
                        new ScopesDocument(items(chain), null, declared.isPresent(), applied, differences),
                        text(chain, declared, differences));
        return ExitCode.DONE;
    }

    static List<ScopeDocument> items(ScopeChain chain) {
        return Stream.concat(
                        Stream.of(new ScopeDocument(ScopeChain.PUBLIC, chain.publicRank(), null, null, null)),
                        chain.types().stream().map(ScopeDocument::of))
                .toList();
    }

    private static String text(ScopeChain chain, Optional<ScopeChain> declared, List<String> differences) {
        var table = TextTable.of("SCOPE", "RANK", "IDS", "OWNERS").row(ScopeChain.PUBLIC, chain.publicRank(), "-", "-");
        chain.types()
                .forEach(type -> table.row(
                        type.name(),
                        type.rank(),
                        type.idType().name().toLowerCase(Locale.ROOT),
                        DeclaredScopes.ownerWords(type).orElse("taken on trust")));
        if (declared.isEmpty()) {
            return table + "\n\ncoppice.yaml declares none.";
        }
        return differences.isEmpty()
                ? table + "\n\nThey are as coppice.yaml declares them."
                : table + "\n\ncoppice.yaml declares otherwise; --apply puts it in force:\n  "
                        + String.join("\n  ", differences);
    }
}
