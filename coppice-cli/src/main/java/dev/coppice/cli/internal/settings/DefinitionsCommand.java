package dev.coppice.cli.internal.settings;

import dev.coppice.cli.internal.ExitCode;
import dev.coppice.cli.internal.TextTable;
import dev.coppice.cli.internal.command.DatabaseCommand;
import dev.coppice.cli.internal.command.PageOptions;
import dev.coppice.cli.internal.connect.Call;
import dev.coppice.cli.internal.connect.Remote;
import dev.coppice.cli.internal.connect.Target;
import dev.coppice.ops.Filter;
import dev.coppice.server.document.CursorPage;
import dev.coppice.settings.Search;
import dev.coppice.settings.SettingFields;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The settings there are. */
@Command(name = "definitions", description = "List the settings that are defined, by name.")
final class DefinitionsCommand extends DatabaseCommand {
    @Option(names = "--like", paramLabel = "TEXT", description = "Those with this text in their name, in any case.")
    @Nullable
    String like;

    @Mixin
    PageOptions page = new PageOptions();

    @Override
    protected int run(Target target) {
        var search = Search.everything().filter(Filter.of(SettingFields.NAME).containsIgnoreCase(like));
        var found = SettingsTransactions.on(target, root())
                .read(store -> store.definitions().search(search, page.request()));
        return told(Listed.page(found, DefinitionDocument::of));
    }

    @Override
    protected int run(Remote server) {
        var search = Call.question("settings", "definitions", "search")
                .with("filter", like == null ? null : Map.of("name", Map.of("containsIgnoreCase", like)));
        return told(server.page(page.first(search), DefinitionDocument.class));
    }

    private int told(CursorPage<DefinitionDocument> found) {
        var listed = new Listed<>(found, TextTable.of("SETTING", "SCHEMA", "VERSION", "CHANGED"))
                .rows(definition -> new Object[] {
                    definition.name(),
                    definition.schema() == null ? "-" : "yes",
                    definition.version(),
                    definition.updatedAt()
                });
        terminal().answer(found, listed.text("No setting is defined."));
        return ExitCode.DONE;
    }
}
