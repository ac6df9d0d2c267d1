package dev.coppice.server.internal.console.settings;

import dev.coppice.ops.CoppiceException;
import dev.coppice.ops.Fault;
import dev.coppice.ops.Filter;
import dev.coppice.ops.PageRequest;
import dev.coppice.ops.Total;
import dev.coppice.server.internal.console.Notice;
import dev.coppice.server.internal.http.Request;
import dev.coppice.server.internal.http.RequestFaults;
import dev.coppice.settings.AllowListEntry;
import dev.coppice.settings.Definition;
import dev.coppice.settings.DefinitionNotFound;
import dev.coppice.settings.Fragment;
import dev.coppice.settings.ScopeChain;
import dev.coppice.settings.ScopeType;
import dev.coppice.settings.Search;
import dev.coppice.settings.SettingFields;
import dev.coppice.settings.Settings;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.stream.Stream;

/** Reads the page of one setting. */
final class SettingReader {
    private static final int PAGE = 20;
    private static final int COUNTED = 10_000;

    private final Settings settings;
    private final PreviewReader preview;

    SettingReader(Settings settings) {
        this.settings = settings;
        this.preview = new PreviewReader(settings);
    }

    /** The page a request asks for. */
    SettingView read(Request request, Notice notice) {
        var name = request.query("name").orElse("");
        var form = request.query("edit").map(this::form).orElse(SettingView.SetForm.EMPTY);
        return read(name, request, form, notice);
    }

    /** The page of a setting whose form was refused. */
    SettingView read(String name, Request request, SettingView.SetForm form, Notice notice) {
        var definition = settings.definitions().named(name).orElseThrow(SettingReader::notFound);
        var chain = settings.scopes().chain();
        var entries = inOrder(settings.allowList()
                        .search(
                                Search.everything().names(List.of(name)),
                                PageRequest.first(chain.types().size() + 1))
                        .items())
                .map(entry -> EntryView.of(entry, fragments(entry)))
                .toList();
        return new SettingView(
                about(definition),
                entries,
                allowable(chain, entries),
                fragments(name, request),
                preview.read(name, chain, request),
                form,
                notice);
    }

    /** Entries as they merge: by rank, then by type. */
    static Stream<AllowListEntry> inOrder(List<AllowListEntry> entries) {
        return entries.stream()
                .sorted(Comparator.comparingInt(AllowListEntry::rank).thenComparing(AllowListEntry::scopeType));
    }

    private static SettingView.About about(Definition definition) {
        return new SettingView.About(
                definition.id().toString(),
                definition.name(),
                definition.schema().map(JsonViews::pretty).orElse(""),
                definition.stamp().version(),
                definition.stamp().updatedAt().toString());
    }

    private static List<String> allowable(ScopeChain chain, List<EntryView> entries) {
        var allowed = entries.stream().map(EntryView::scopeType).toList();
        return Stream.concat(
                        Stream.of(ScopeChain.PUBLIC), chain.types().stream().map(ScopeType::name))
                .filter(type -> !allowed.contains(type))
                .toList();
    }

    private String fragments(AllowListEntry entry) {
        var search = Search.everything()
                .names(List.of(entry.name()))
                .filter(Filter.of(SettingFields.SCOPE_TYPE).eq(entry.scopeType()));
        var page = settings.fragments().search(search, PageRequest.first(1).withTotalUpTo(COUNTED));
        return switch (page.total()) {
            case Total.Exactly exactly ->
                String.format(Locale.ROOT, exactly.rows() == 1 ? "%,d fragment" : "%,d fragments", exactly.rows());
            case Total.MoreThan more -> String.format(Locale.ROOT, "more than %,d fragments", more.rows());
            case Total.NotCounted uncounted -> "fragments";
        };
    }

    private FragmentsView fragments(String name, Request request) {
        var first = PageRequest.first(PAGE);
        var page = settings.fragments()
                .search(
                        Search.everything().names(List.of(name)),
                        request.query("next").map(first::after).orElse(first));
        var rows = page.items().stream().map(SettingReader::row).toList();
        var next = page.hasNext()
                ? Addresses.with(Addresses.of(name), "next", page.endCursor().orElseThrow()) + "#fragments"
                : "";
        return new FragmentsView(rows, next);
    }

    private static FragmentsView.Row row(Fragment fragment) {
        var id = fragment.id().toString();
        return new FragmentsView.Row(
                id,
                fragment.scope().toString(),
                JsonViews.pretty(fragment.value()),
                rank(fragment),
                fragment.stamp().version(),
                Addresses.with(Addresses.of(fragment.name()), "edit", id) + "#set");
    }

    private SettingView.SetForm form(String id) {
        return settings.fragments()
                .find(uuid(id))
                .map(fragment -> new SettingView.SetForm(
                        fragment.scope().type(),
                        fragment.scope().id(),
                        JsonViews.pretty(fragment.value()),
                        "",
                        Long.toString(fragment.stamp().version())))
                .orElse(SettingView.SetForm.EMPTY);
    }

    static UUID uuid(String text) {
        try {
            return UUID.fromString(text);
        } catch (IllegalArgumentException malformed) {
            throw RequestFaults.invalid("It names a row by something that is no id.");
        }
    }

    private static String rank(Fragment fragment) {
        return fragment.ownRank().isPresent()
                ? Integer.toString(fragment.ownRank().getAsInt())
                : "";
    }

    static CoppiceException notFound() {
        return new DefinitionNotFound(Fault.of("settings.definition-not-found", Fault.Kind.NOT_FOUND)
                .refused("The setting was not shown.")
                .found("No setting of this name is defined.")
                .changed("Nothing was changed.")
                .next("The page of all settings lists those that are."));
    }
}
