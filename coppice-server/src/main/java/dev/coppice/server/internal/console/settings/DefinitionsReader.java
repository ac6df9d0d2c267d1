package dev.coppice.server.internal.console.settings;

import static java.util.stream.Collectors.groupingBy;

import dev.coppice.ops.Filter;
import dev.coppice.ops.PageRequest;
import dev.coppice.server.internal.console.Notice;
import dev.coppice.server.internal.http.Request;
import dev.coppice.settings.AllowListEntry;
import dev.coppice.settings.Definition;
import dev.coppice.settings.Search;
import dev.coppice.settings.SearchPage;
import dev.coppice.settings.SettingFields;
import dev.coppice.settings.Settings;
import java.util.List;
import java.util.Map;

/** Reads the page of all settings. */
final class DefinitionsReader {
    private static final int PAGE = 50;

    private final Settings settings;

    DefinitionsReader(Settings settings) {
        this.settings = settings;
    }

    DefinitionsView read(Request request, Notice notice, DefinitionsView.Typed typed) {
        var like = request.query("like").map(String::strip).orElse("");
        var search = Search.everything()
                .filter(Filter.of(SettingFields.NAME).containsIgnoreCase(like.isEmpty() ? null : like));
        var first = PageRequest.first(PAGE);
        var page = settings.definitions()
                .search(search, request.query("next").map(first::after).orElse(first));
        var entries = entries(page);
        var rows = page.items().stream()
                .map(definition -> row(definition, entries.getOrDefault(definition.name(), List.of())))
                .toList();
        return new DefinitionsView(rows, like, next(page, like), notice, typed);
    }

    private Map<String, List<AllowListEntry>> entries(SearchPage<Definition> page) {
        if (page.items().isEmpty()) {
            return Map.of();
        }
        var names = page.items().stream().map(Definition::name).toList();
        var types = settings.scopes().chain().types().size() + 1;
        var search = Search.everything().filter(Filter.of(SettingFields.NAME).in(names));
        return settings.allowList().search(search, PageRequest.first(names.size() * types)).items().stream()
                .collect(groupingBy(AllowListEntry::name));
    }

    private static DefinitionsView.Row row(Definition definition, List<AllowListEntry> entries) {
        return new DefinitionsView.Row(
                definition.name(),
                Addresses.of(definition.name()),
                definition.schema().isPresent(),
                SettingReader.inOrder(entries)
                        .map(entry -> EntryView.of(entry, ""))
                        .toList());
    }

    private static String next(SearchPage<?> page, String like) {
        if (!page.hasNext()) {
            return "";
        }
        var address = like.isEmpty() ? Addresses.ALL : Addresses.with(Addresses.ALL, "like", like);
        return Addresses.with(address, "next", page.endCursor().orElseThrow());
    }
}
