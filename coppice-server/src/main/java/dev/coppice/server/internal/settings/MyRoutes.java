package dev.coppice.server.internal.settings;

import dev.coppice.server.internal.http.Access;
import dev.coppice.server.internal.http.Handler;
import dev.coppice.server.internal.http.Reply;
import dev.coppice.server.internal.http.Request;
import dev.coppice.server.internal.http.Route;
import dev.coppice.settings.NewFragment;
import dev.coppice.settings.Scope;
import dev.coppice.settings.Settings;
import java.util.List;
import java.util.function.Function;

/** What the caller's own scope says; which that is, its credential alone decides. */
final class MyRoutes {
    private final Settings settings;
    private final ScopeWrites writes;

    MyRoutes(Settings settings, ScopeWrites writes) {
        this.settings = settings;
        this.writes = writes;
    }

    List<Route> routes() {
        return List.of(
                route("by-names", this::byNames, ScopeNames.Own.class, FoundByName.class, "Shows one's own, by name")
                        .reads(),
                bulk("upsert-all", this::upsertAll, BulkRows.class, "Sets all of one's own, or none"),
                bulk("upsert-each", this::upsertEach, BulkOutcome.class, "Sets each of one's own"),
                route(
                        "delete-all",
                        this::deleteAll,
                        ScopeNames.Own.class,
                        BulkRows.class,
                        "Removes all names, or none"),
                route("delete-each", this::deleteEach, ScopeNames.Own.class, BulkOutcome.class, "Removes each name"));
    }

    private Reply byNames(Request request) {
        var names = ScopeNames.required(request.body(ScopeNames.Own.class).names());
        return Reply.ok(FoundByName.of(settings.fragments().byNames(own(request), names)));
    }

    private Reply upsertAll(Request request) {
        var items = Batch.items(request.body(ScopeItems.Own.class).items());
        return writes.upsertAll(request, items, wanted(request));
    }

    private Reply upsertEach(Request request) {
        var items = Batch.items(request.body(ScopeItems.Own.class).items());
        return writes.upsertEach(request, items, wanted(request));
    }

    private Reply deleteAll(Request request) {
        var names = ScopeNames.required(request.body(ScopeNames.Own.class).names());
        return writes.deleteAll(request, own(request), names);
    }

    private Reply deleteEach(Request request) {
        var names = ScopeNames.required(request.body(ScopeNames.Own.class).names());
        return writes.deleteEach(request, own(request), names);
    }

    /** What an item wants: checked as a whole as the caller will see it. */
    private Function<ScopeItems.Item, NewFragment> wanted(Request request) {
        var scope = own(request);
        var viewer = new Standing(request.principal()).viewer();
        return item -> item.at(scope).seenBy(viewer);
    }

    private Scope own(Request request) {
        return new Standing(request.principal()).own(settings.scopes().chain());
    }

    private static Route bulk(String path, Handler handler, Class<?> gives, String summary) {
        return route(path, handler, ScopeItems.Own.class, gives, summary).largestBody(RowRoutes.LARGEST_BULK);
    }

    private static Route route(String path, Handler handler, Class<?> takes, Class<?> gives, String summary) {
        return Route.post(RowRoutes.ROOT + "fragments/my/" + path, handler)
                .access(Access.MEMBER)
                .takes(takes)
                .gives(gives)
                .summary(summary);
    }
}
