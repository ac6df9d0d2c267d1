package dev.coppice.server.internal.settings;

import dev.coppice.server.internal.http.ETags;
import dev.coppice.server.internal.http.Handler;
import dev.coppice.server.internal.http.Reply;
import dev.coppice.server.internal.http.Request;
import dev.coppice.server.internal.http.Route;
import dev.coppice.server.internal.http.Route.Trait;
import dev.coppice.settings.Answer;
import dev.coppice.settings.Purge;
import dev.coppice.settings.Repository;
import dev.coppice.settings.Settings;
import dev.coppice.settings.SettingsStore;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Function;

/** What administrators do with rows of one sort. */
final class RowRoutes<T, N, C, I, P> {
    static final String ROOT = "/api/v1/settings/";
    static final int LARGEST_BULK = 8 * 1024 * 1024;

    private final RowKind<T, N, C, I, P> kind;
    private final Settings settings;
    private final Acts acts;

    RowRoutes(RowKind<T, N, C, I, P> kind, Settings settings, Acts acts) {
        this.kind = kind;
        this.settings = settings;
        this.acts = acts;
    }

    /** Everything but what is done to a row that is named by its id alone. */
    List<Route> routes() {
        var bodies = kind.bodies();
        return List.of(
                row(Route.post(path(""), this::create), bodies.item(), "Makes one " + kind.word()),
                Route.post(path("/search"), this::search)
                        .takes(SearchBody.class)
                        .reads()
                        .gives(FoundRows.class)
                        .summary("Searches " + kind.path() + " of everybody"),
                row(Route.patch(path("/{id}"), this::change), bodies.patch(), "Changes one " + kind.word()),
                all("create", bodies.items(), this::createAll),
                each("create", bodies.items(), this::createEach),
                all("update", bodies.changes(), this::updateAll),
                each("update", bodies.changes(), this::updateEach),
                all("upsert", bodies.items(), this::upsertAll),
                each("upsert", bodies.items(), this::upsertEach),
                all("delete", PurgeItems.class, this::deleteAll));
    }

    /** What is done to rows that are named by their ids alone. */
    List<Route> identified() {
        return List.of(
                row(Route.get(path("/{id}"), this::find), Void.class, "Shows one " + kind.word()),
                row(Route.delete(path("/{id}"), this::delete), Void.class, "Removes one " + kind.word()),
                each("delete", PurgeItems.class, this::deleteEach));
    }

    private Reply create(Request request) {
        var wanted = kind.made(request.body(kind.bodies().item()));
        var made = acts.act(
                request,
                store -> Acted.one(
                        action("created"), wanted, kind.document(kind.in(store).create(wanted))));
        return new Reply.Answer(201, made, Map.of("Location", path("/" + made.id()), "ETag", ETags.of(made.version())));
    }

    private Reply search(Request request) {
        var body = request.body(SearchBody.class);
        return Reply.ok(FoundRows.of(kind.in(settings).search(body.search(), body.request()), kind::document));
    }

    private Reply find(Request request) {
        var id = Incoming.id(request.path("id"), kind.word());
        var found = kind.in(settings).find(id).map(kind::document);
        var row = found.orElseThrow(() -> SettingsFaults.notFound(kind.word()));
        return ETags.answer(request, ETags.of(row.version()), Map.of(), () -> row);
    }

    private Reply change(Request request) {
        var id = Incoming.id(request.path("id"), kind.word());
        var change = kind.change(
                id, ETags.wantedVersion(request), request.body(kind.bodies().patch()));
        var changed = acts.act(
                request,
                store -> Acted.one(
                        action("changed"), change, kind.document(kind.in(store).update(change))));
        return Reply.ok(changed, Map.of("ETag", ETags.of(changed.version())));
    }

    private Reply delete(Request request) {
        var purge = new Purge(Incoming.id(request.path("id"), kind.word()), ETags.wantedVersion(request));
        return Reply.ok(acts.act(request, store -> {
            var hanging = hanging(store, List.of(purge));
            var gone = kind.document(kind.in(store).purge(purge));
            return Acted.one(action("deleted"), purge, gone).with(hanging);
        }));
    }

    private Reply createAll(Request request) {
        return all(request, "created", wanted(request, kind::made), Repository::createAll);
    }

    private Reply createEach(Request request) {
        return each(request, "created", eachWanted(request, kind::made), Repository::createEach);
    }

    private Reply updateAll(Request request) {
        var changes = Batch.all(changes(request), new Repeats<>(this::change, ChangeItem::id));
        return all(request, "changed", changes, Repository::updateAll);
    }

    private Reply updateEach(Request request) {
        var reading = new Repeats<ChangeItem<P>, C>(this::change, ChangeItem::id);
        var changes = Batch.each(changes(request), change -> ItemLabel.of(change.id()), reading);
        return each(request, "changed", changes, Repository::updateEach);
    }

    private Reply upsertAll(Request request) {
        return all(request, "upserted", wanted(request, kind::wanted), Repository::upsertAll);
    }

    private Reply upsertEach(Request request) {
        return each(request, "upserted", eachWanted(request, kind::wanted), Repository::upsertEach);
    }

    private Reply deleteAll(Request request) {
        var items = Batch.items(request.body(PurgeItems.class).items());
        var purges = Batch.all(items, new Repeats<>(PurgeItems.PurgeItem::purge, PurgeItems.PurgeItem::id));
        return all(request, "deleted", purges, Repository::purgeAll);
    }

    private Reply deleteEach(Request request) {
        var items = Batch.items(request.body(PurgeItems.class).items());
        var reading = new Repeats<>(PurgeItems.PurgeItem::purge, PurgeItems.PurgeItem::id);
        var purges = Batch.each(items, item -> ItemLabel.of(item.id()), reading);
        return each(request, "deleted", purges, Repository::purgeEach);
    }

    private <W> Reply all(
            Request request, String done, List<W> items, BiFunction<Repository<T, N, C>, List<W>, List<T>> write) {
        return Reply.ok(acts.act(request, store -> {
            var hanging = hanging(store, items);
            var rows = Batch.written(items.size(), () -> write.apply(kind.in(store), items));
            var documents = rows.stream().map(kind::document).toList();
            return Acted.all(action(done), items, documents).with(hanging);
        }));
    }

    private <W> Reply each(
            Request request,
            String done,
            Batch<W> batch,
            BiFunction<Repository<T, N, C>, List<W>, List<Answer<T>>> write) {
        return Reply.ok(acts.act(request, store -> {
            var hanging = hanging(store, batch.wanted());
            var answers = write.apply(kind.in(store), batch.wanted());
            return Acted.each(action(done), batch.wanted(), batch.outcome(answers, kind::document))
                    .with(hanging);
        }));
    }

    private Hanging hanging(SettingsStore store, List<?> items) {
        var removed = items.stream()
                .filter(Purge.class::isInstance)
                .map(Purge.class::cast)
                .map(Purge::id)
                .toList();
        return removed.isEmpty() ? Hanging.nothing() : kind.hanging(store, removed);
    }

    private List<N> wanted(Request request, Function<I, N> reading) {
        var items = Batch.items(request.body(kind.bodies().items()).items());
        return Batch.all(items, new Repeats<>(reading, kind::row));
    }

    private Batch<N> eachWanted(Request request, Function<I, N> reading) {
        var items = Batch.items(request.body(kind.bodies().items()).items());
        return Batch.each(items, item -> ItemLabel.named(kind.name(item)), new Repeats<>(reading, kind::row));
    }

    private List<? extends ChangeItem<P>> changes(Request request) {
        return Batch.items(request.body(kind.bodies().changes()).items());
    }

    private C change(ChangeItem<P> item) {
        return kind.change(Incoming.required(item.id(), "id"), Incoming.version(item.version()), item.patch());
    }

    private Route row(Route route, Class<?> takes, String summary) {
        var row = route.takes(takes).gives(kind.bodies().document()).summary(summary);
        return switch (row.method()) {
            case GET -> row.being(Trait.CACHED);
            case PATCH, DELETE -> row.being(Trait.VERSIONED);
            case POST, PUT -> row.answers(201);
        };
    }

    private Route all(String verb, Class<?> takes, Handler handler) {
        return bulk(Route.post(path("/" + verb + "-all"), handler), takes)
                .gives(BulkRows.class)
                .summary(capital(verb) + "s all " + kind.path() + " of a list, or none");
    }

    private Route each(String verb, Class<?> takes, Handler handler) {
        return bulk(Route.post(path("/" + verb + "-each"), handler), takes)
                .gives(BulkOutcome.class)
                .summary(capital(verb) + "s each of a list of " + kind.path() + " and answers for each");
    }

    private static String capital(String verb) {
        return Character.toUpperCase(verb.charAt(0)) + verb.substring(1);
    }

    private static Route bulk(Route route, Class<?> takes) {
        return route.takes(takes).largestBody(LARGEST_BULK);
    }

    private String path(String rest) {
        return ROOT + kind.path() + rest;
    }

    private String action(String done) {
        return "setting-" + kind.word() + "." + done;
    }
}
