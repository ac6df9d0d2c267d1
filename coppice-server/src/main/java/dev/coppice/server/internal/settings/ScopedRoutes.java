package dev.coppice.server.internal.settings;

import dev.coppice.server.internal.http.Access;
import dev.coppice.server.internal.http.Handler;
import dev.coppice.server.internal.http.Reply;
import dev.coppice.server.internal.http.Request;
import dev.coppice.server.internal.http.Route;
import dev.coppice.settings.Scope;
import dev.coppice.settings.Settings;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What one scope says, for admins and for those who manage it; public belongs to admins alone. */
final class ScopedRoutes {
    private final Settings settings;
    private final ScopeWrites writes;

    ScopedRoutes(Settings settings, ScopeWrites writes) {
        this.settings = settings;
        this.writes = writes;
    }

    List<Route> routes() {
        return List.of(
                route(
                                "by-names",
                                this::byNames,
                                ScopeNames.class,
                                FoundByName.class,
                                "Shows what a scope says, by name")
                        .reads(),
                route("search", this::search, ScopeSearch.class, FoundRows.class, "Searches what a scope says")
                        .reads(),
                bulk("upsert-all", this::upsertAll, ScopeItems.class, BulkRows.class, "Sets all, or none"),
                bulk("upsert-each", this::upsertEach, ScopeItems.class, BulkOutcome.class, "Sets each"),
                route("delete-all", this::deleteAll, ScopeNames.class, BulkRows.class, "Removes all names, or none"),
                route("delete-each", this::deleteEach, ScopeNames.class, BulkOutcome.class, "Removes each name"));
    }

    private Reply byNames(Request request) {
        var body = request.body(ScopeNames.class);
        var scope = managed(request, body.scope());
        return Reply.ok(FoundByName.of(settings.fragments().byNames(scope, ScopeNames.required(body.names()))));
    }

    private Reply search(Request request) {
        var body = request.body(ScopeSearch.class);
        var scope = managed(request, body.scope());
        var wanted = body.body();
        var page = settings.fragments().searchIn(scope, wanted.search(), wanted.request());
        return Reply.ok(FoundRows.of(page, FragmentDocument::of));
    }

    private Reply upsertAll(Request request) {
        var body = request.body(ScopeItems.class);
        var scope = managed(request, body.scope());
        return writes.upsertAll(request, Batch.items(body.items()), item -> item.at(scope));
    }

    private Reply upsertEach(Request request) {
        var body = request.body(ScopeItems.class);
        var scope = managed(request, body.scope());
        return writes.upsertEach(request, Batch.items(body.items()), item -> item.at(scope));
    }

    private Reply deleteAll(Request request) {
        var body = request.body(ScopeNames.class);
        var scope = managed(request, body.scope());
        return writes.deleteAll(request, scope, ScopeNames.required(body.names()));
    }

    private Reply deleteEach(Request request) {
        var body = request.body(ScopeNames.class);
        var scope = managed(request, body.scope());
        return writes.deleteEach(request, scope, ScopeNames.required(body.names()));
    }

    /** The scope of a body in its one spelling, once it is known that the caller manages it. */
    private Scope managed(Request request, @Nullable ScopeBody body) {
        var scope = settings.scopes()
                .chain()
                .canonical(Incoming.required(body, "scope").scope());
        if (!new Standing(request.principal()).mayManage(scope)) {
            throw SettingsFaults.notYours();
        }
        return scope;
    }

    private static Route bulk(String path, Handler handler, Class<?> takes, Class<?> gives, String summary) {
        return route(path, handler, takes, gives, summary).largestBody(RowRoutes.LARGEST_BULK);
    }

    private static Route route(String path, Handler handler, Class<?> takes, Class<?> gives, String summary) {
        return Route.post(RowRoutes.ROOT + "fragments/scoped/" + path, handler)
                .access(Access.MEMBER)
                .takes(takes)
                .gives(gives)
                .summary(summary);
    }
}
