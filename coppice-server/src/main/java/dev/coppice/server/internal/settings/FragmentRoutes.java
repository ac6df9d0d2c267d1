package dev.coppice.server.internal.settings;

import dev.coppice.ops.Filter;
import dev.coppice.ops.PageRequest;
import dev.coppice.server.internal.http.Access;
import dev.coppice.server.internal.http.ETags;
import dev.coppice.server.internal.http.Reply;
import dev.coppice.server.internal.http.Request;
import dev.coppice.server.internal.http.Route;
import dev.coppice.settings.Fragment;
import dev.coppice.settings.Purge;
import dev.coppice.settings.Scope;
import dev.coppice.settings.Search;
import dev.coppice.settings.SettingFields;
import dev.coppice.settings.Settings;
import dev.coppice.settings.SettingsStore;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;

/**
 * Fragments named by their ids alone: an admin's any, a member's own and those it manages. One that is another's is not there
 * for a member, in the same words as one that is not there at all, so that ids cannot be tried out.
 */
final class FragmentRoutes {
    private static final String PATH = RowRoutes.ROOT + "fragments/";
    private static final String DELETED = "setting-fragment.deleted";
    private static final int AT_ONCE = 100;

    private final Settings settings;
    private final Acts acts;

    FragmentRoutes(Settings settings, Acts acts) {
        this.settings = settings;
        this.acts = acts;
    }

    List<Route> routes() {
        return List.of(
                Route.get(PATH + "{id}", this::find)
                        .access(Access.MEMBER)
                        .gives(FragmentDocument.class)
                        .being(Route.Trait.CACHED)
                        .summary("Shows one fragment"),
                Route.delete(PATH + "{id}", this::delete)
                        .access(Access.MEMBER)
                        .gives(FragmentDocument.class)
                        .being(Route.Trait.VERSIONED)
                        .summary("Removes one fragment"),
                Route.post(PATH + "delete-each", this::deleteEach)
                        .access(Access.MEMBER)
                        .takes(PurgeItems.class)
                        .largestBody(RowRoutes.LARGEST_BULK)
                        .gives(BulkOutcome.class)
                        .summary("Deletes each of a list of fragments and answers for each"));
    }

    private Reply find(Request request) {
        var row = FragmentDocument.of(touchable(request, settings, id(request)));
        return ETags.answer(request, ETags.of(row.version()), Map.of(), () -> row);
    }

    private Reply delete(Request request) {
        var purge = new Purge(id(request), ETags.wantedVersion(request));
        return Reply.ok(acts.act(request, store -> {
            touchable(request, store, purge.id());
            return Acted.one(
                    DELETED, purge, FragmentDocument.of(store.fragments().purge(purge)));
        }));
    }

    private Reply deleteEach(Request request) {
        var items = Batch.items(request.body(PurgeItems.class).items());
        return Reply.ok(acts.act(request, store -> {
            var allowed = allowed(request, store, items);
            var reading = new Repeats<PurgeItems.PurgeItem, Purge>(
                    item -> permitted(item.purge(), allowed), item -> item.id());
            var purges = Batch.each(items, item -> ItemLabel.of(item.id()), reading);
            var answers = store.fragments().purgeEach(purges.wanted());
            return Acted.each(DELETED, purges.wanted(), purges.outcome(answers, FragmentDocument::of));
        }));
    }

    private static Purge permitted(Purge purge, Predicate<UUID> allowed) {
        if (!allowed.test(purge.id())) {
            throw SettingsFaults.notFound("fragment");
        }
        return purge;
    }

    /** Whose fragment one is never changes, so what is found here holds for the deletion that follows. */
    private static Predicate<UUID> allowed(Request request, SettingsStore store, List<PurgeItems.PurgeItem> items) {
        if (new Standing(request.principal()).admin()) {
            return id -> true;
        }
        var touchable = touchable(request, store);
        var ids = items.stream()
                .map(PurgeItems.PurgeItem::id)
                .filter(Objects::nonNull)
                .distinct()
                .toList();
        Set<UUID> found = new HashSet<>();
        for (int from = 0; from < ids.size(); from += AT_ONCE) {
            var part = ids.subList(from, Math.min(from + AT_ONCE, ids.size()));
            var search = Search.everything().filter(Filter.of(SettingFields.ID).in(part));
            store.fragments().search(search, PageRequest.first(AT_ONCE)).items().stream()
                    .filter(fragment -> touchable.test(fragment.scope()))
                    .map(Fragment::id)
                    .forEach(found::add);
        }
        return found::contains;
    }

    private static Fragment touchable(Request request, SettingsStore store, UUID id) {
        var touchable = touchable(request, store);
        return store.fragments()
                .find(id)
                .filter(fragment -> touchable.test(fragment.scope()))
                .orElseThrow(() -> SettingsFaults.notFound("fragment"));
    }

    private static Predicate<Scope> touchable(Request request, SettingsStore store) {
        var chain = store.scopes().chain();
        var standing = new Standing(request.principal());
        return scope -> standing.mayTouch(scope, chain);
    }

    private static UUID id(Request request) {
        return Incoming.id(request.path("id"), "fragment");
    }
}
