package dev.coppice.cli.internal.settings;

import dev.coppice.cli.internal.ExitCode;
import dev.coppice.cli.internal.TextTable;
import dev.coppice.cli.internal.command.DatabaseCommand;
import dev.coppice.cli.internal.command.PageOptions;
import dev.coppice.cli.internal.connect.Call;
import dev.coppice.cli.internal.connect.Remote;
import dev.coppice.cli.internal.connect.ScopeWord;
import dev.coppice.cli.internal.connect.Target;
import dev.coppice.server.document.CursorPage;
import dev.coppice.settings.Fragment;
import dev.coppice.settings.Search;
import dev.coppice.settings.SearchPage;
import dev.coppice.settings.SettingsStore;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What scopes say of settings. */
@Command(
        name = "fragments",
        description = {
            "List what scopes say of settings, by setting and scope.",
            "",
            "  coppice settings fragments --name theme",
            "  coppice settings fragments --scope user:4711"
        })
final class FragmentsCommand extends DatabaseCommand {
    private static final int SHOWN = 60;

    @Option(names = "--name", paramLabel = "NAME", description = "Those of this setting; may be given several times.")
    List<String> names = List.of();

    @Option(
            names = "--scope",
            paramLabel = "SCOPE",
            description = "What this scope says: public, or TYPE:ID as in user:4711, which must be there.")
    @Nullable
    String scope;

    @Mixin
    PageOptions page = new PageOptions();

    @Override
    protected int run(Target target) {
        var at = Optional.ofNullable(scope).map(word -> given(() -> ScopeWord.parse("--scope", word, target)));
        var search = Search.everything().names(names);
        SearchPage<Fragment> found = SettingsTransactions.on(target, root())
                .read((SettingsStore store) -> at.isPresent()
                        ? store.fragments().searchIn(at.get(), search, page.request())
                        : store.fragments().search(search, page.request()));
        return told(Listed.page(found, FragmentDocument::of));
    }

    @Override
    protected int run(Remote server) {
        var search = Optional.ofNullable(scope)
                .map(word -> Call.question("settings", "fragments", "scoped", "search")
                        .with("scope", Asked.scope(given(() -> ScopeWord.parse("--scope", word)))))
                .orElse(Call.question("settings", "fragments", "search"));
        return told(server.page(page.first(search.with("names", names)), FragmentDocument.class));
    }

    private int told(CursorPage<FragmentDocument> found) {
        var look = root().look();
        var listed = new Listed<>(found, TextTable.of("FRAGMENT", "SETTING", "SCOPE", "RANK", "VERSION", "VALUE"))
                .rows(fragment -> new Object[] {
                    fragment.id(),
                    fragment.name(),
                    fragment.scope().word(),
                    fragment.ownRank() == null ? "-" : fragment.ownRank(),
                    fragment.version(),
                    look.cut(JsonText.line(fragment.value()), SHOWN)
                });
        terminal().answer(found, listed.text("There is no fragment."));
        return ExitCode.DONE;
    }
}
