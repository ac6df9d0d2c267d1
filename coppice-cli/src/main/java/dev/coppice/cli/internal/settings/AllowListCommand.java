package dev.coppice.cli.internal.settings;

import dev.coppice.cli.internal.ExitCode;
import dev.coppice.cli.internal.TextTable;
import dev.coppice.cli.internal.command.DatabaseCommand;
import dev.coppice.cli.internal.command.PageOptions;
import dev.coppice.cli.internal.connect.Call;
import dev.coppice.cli.internal.connect.Remote;
import dev.coppice.cli.internal.connect.Target;
import dev.coppice.server.document.CursorPage;
import dev.coppice.settings.Search;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** At which scopes settings may be set. */
@Command(name = "allow-list", description = "List at which types of scope settings may be set, and with which rank.")
final class AllowListCommand extends DatabaseCommand {
    @Parameters(arity = "0..*", paramLabel = "NAME", description = "Those of these settings; all by default.")
    List<String> names = List.of();

    @Mixin
    PageOptions page = new PageOptions();

    @Override
    protected int run(Target target) {
        var found = SettingsTransactions.on(target, root())
                .read(store -> store.allowList().search(Search.everything().names(names), page.request()));
        return told(Listed.page(found, EntryDocument::of));
    }

    @Override
    protected int run(Remote server) {
        var call = page.first(Call.question("settings", "allow-list", "search").with("names", names));
        return told(server.page(call, EntryDocument.class));
    }

    private int told(CursorPage<EntryDocument> found) {
        var listed = new Listed<>(found, TextTable.of("SETTING", "SCOPE", "RANK", "VERSION"))
                .rows(entry -> new Object[] {entry.name(), entry.scopeType(), entry.rankWords(), entry.version()});
        terminal().answer(found, listed.text("Nothing is allowed."));
        return ExitCode.DONE;
    }
}
