package dev.coppice.server.internal.control;

import dev.coppice.control.Hold;
import dev.coppice.control.HoldQuery;
import dev.coppice.control.HoldRequest;
import dev.coppice.control.HoldTarget;
import dev.coppice.control.Holds;
import dev.coppice.control.TableName;
import dev.coppice.lifecycle.ResourceId;
import dev.coppice.server.document.CursorPage;
import dev.coppice.server.document.HoldDocument;
import dev.coppice.server.internal.api.Asked;
import dev.coppice.server.internal.api.Pages;
import dev.coppice.server.internal.api.ReasonBody;
import dev.coppice.server.internal.home.HomeDatabase;
import dev.coppice.server.internal.http.Access;
import dev.coppice.server.internal.http.Reply;
import dev.coppice.server.internal.http.Request;
import dev.coppice.server.internal.http.RequestFaults;
import dev.coppice.server.internal.http.Route;
import dev.coppice.server.internal.http.Route.Query;
import dev.coppice.server.internal.lifecycle.LifecycleHost;
import dev.coppice.server.internal.settings.Reason;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Holds: "do not delete this". */
final class HoldRoutes {
    static final String RESOURCES = "/api/v1/resources/";

    private static final String PATH = "/api/v1/holds";

    private final HomeDatabase home;
    private final LifecycleHost host;
    private final Guards guards;

    HoldRoutes(HomeDatabase home, LifecycleHost host, Guards guards) {
        this.home = home;
        this.host = host;
        this.guards = guards;
    }

    /**
     * A hold to place, on a row, a whole table, or a resource.
     *
     * @param table the table with its schema
     * @param key the values of the row's primary key, in the key's order
     * @param wholeTable whether every row of the table is meant, those to come included
     * @param kind the kind of the resource
     * @param id the id of the resource
     * @param reason why
     * @param origin the case or system behind it; {@code api} when left out
     * @param until when it ends by itself, as in 2027-01-31T00:00:00Z
     */
    record HoldBody(
            @Nullable String table,
            @Nullable List<String> key,
            @Nullable Boolean wholeTable,
            @Nullable String kind,
            @Nullable String id,
            @Nullable String reason,
            @Nullable String origin,
            @Nullable String until) {
        ResourceHoldBody terms() {
            return new ResourceHoldBody(reason, origin, until);
        }
    }

    /**
     * A hold to place on the resource of the address.
     *
     * @param reason why
     * @param origin the case or system behind it; {@code api} when left out
     * @param until when it ends by itself, as in 2027-01-31T00:00:00Z
     */
    record ResourceHoldBody(
            @Nullable String reason,
            @Nullable String origin,
            @Nullable String until) {}

    List<Route> routes() {
        return List.of(
                Route.get(PATH, this::list)
                        .access(Access.VIEWER)
                        .gives(CursorPage.class)
                        .of(HoldDocument.class)
                        .paged()
                        .asks(Query.flag("all"))
                        .summary("Lists the holds in force, oldest first; with all those released too"),
                Route.post(PATH, this::place)
                        .access(Access.OPERATOR)
                        .takes(HoldBody.class)
                        .gives(HoldDocument.class)
                        .answers(201)
                        .summary("Holds a row, a whole table or a resource: nothing deletes it"),
                Route.post(RESOURCES + "{kind}/{id}/holds", this::placeOnResource)
                        .access(Access.OPERATOR)
                        .takes(ResourceHoldBody.class)
                        .gives(HoldDocument.class)
                        .answers(201)
                        .summary("Holds a resource: it is not torn down, and its backups stay"),
                Route.post(PATH + "/{id}/release", this::release)
                        .access(Access.ADMIN)
                        .takes(ReasonBody.class)
                        .gives(HoldDocument.class)
                        .summary("Releases a hold"));
    }

    private Reply list(Request request) {
        int limit = Asked.limit(request);
        var query = Asked.flag(request, "all") ? HoldQuery.all(limit) : HoldQuery.binding(limit);
        var behind = Asked.next(request);
        var page =
                home.transaction(db -> Holds.in(db).list(behind.isPresent() ? query.after(behind.getAsLong()) : query));
        return Reply.ok(Pages.of(page, HoldDocument::of));
    }

    private Reply place(Request request) {
        var body = request.body(HoldBody.class);
        return placed(request, held(body), body.terms());
    }

    private Reply placeOnResource(Request request) {
        var body = request.body(ResourceHoldBody.class);
        return placed(request, resource(request.path("kind"), request.path("id")), body);
    }

    private Reply placed(Request request, HoldTarget target, ResourceHoldBody terms) {
        var act = Asked.act(request, terms.reason());
        var origin = Optional.ofNullable(terms.origin()).map(given -> Reason.required(given, "origin"));
        var wanted = HoldRequest.on(target, origin.orElse("api"), act);
        var until = terms.until();
        var hold = until == null ? wanted : wanted.until(Asked.instant(until, "until"));
        Hold placed = guards.change(db -> Holds.in(db).place(hold));
        return Reply.created(HoldDocument.of(placed));
    }

    private Reply release(Request request) {
        var act = Asked.act(request, request.body(ReasonBody.class).reason());
        long id = Asked.identity(request, "hold");
        return Reply.ok(HoldDocument.of(guards.change(db -> Holds.in(db).release(id, act))));
    }

    private HoldTarget held(HoldBody body) {
        var kind = body.kind();
        var table = body.table();
        boolean whole = Boolean.TRUE.equals(body.wholeTable());
        boolean keyed = body.key() != null;
        if (kind != null && table == null && !keyed && !whole) {
            return resource(kind, Asked.required(body.id(), "id"));
        }
        if (kind != null || body.id() != null || table == null || keyed == whole) {
            throw RequestFaults.invalid(
                    "It must name a \"table\" with either the \"key\" of a row or \"wholeTable\", or"
                            + " a \"kind\" with an \"id\".");
        }
        var name = Asked.table(table);
        return whole ? HoldTarget.table(name) : row(body, name);
    }

    private static HoldTarget row(HoldBody body, TableName table) {
        var key = Optional.ofNullable(body.key()).orElse(List.of());
        if (key.isEmpty() || !key.stream().allMatch(Asked::storable)) {
            throw RequestFaults.invalid("The key must have one value or more, without the character NUL.");
        }
        return HoldTarget.row(table, key.toArray(String[]::new));
    }

    /** One binds under the spelling of its table alone, and on a resource that is there. */
    private HoldTarget resource(String kind, String id) {
        if (!Asked.fits(kind) || !Asked.fits(id) || kind.isBlank() || id.isBlank()) {
            throw Asked.notFound("resource");
        }
        var resource = host.require().resources().spelled(new ResourceId(kind, id));
        return HoldTarget.resource(resource.kind(), resource.id());
    }
}
