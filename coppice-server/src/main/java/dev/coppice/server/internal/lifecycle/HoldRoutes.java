package dev.coppice.server.internal.lifecycle;

import dev.coppice.control.Hold;
import dev.coppice.control.HoldRequest;
import dev.coppice.control.HoldTarget;
import dev.coppice.control.Holds;
import dev.coppice.server.internal.home.HomeDatabase;
import dev.coppice.server.internal.http.Access;
import dev.coppice.server.internal.http.Reply;
import dev.coppice.server.internal.http.Request;
import dev.coppice.server.internal.http.Route;
import dev.coppice.server.internal.settings.Reason;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Holds on resources: "do not delete this". */
final class HoldRoutes {
    private final HomeDatabase home;
    private final LifecycleHost host;

    HoldRoutes(HomeDatabase home, LifecycleHost host) {
        this.home = home;
        this.host = host;
    }

    /**
     * A hold to place.
     *
     * @param reason why
     * @param origin the case or system behind it
     * @param until when it ends by itself, as in 2027-01-31T00:00:00Z
     */
    record HoldBody(
            @Nullable String reason,
            @Nullable String origin,
            @Nullable String until) {}

    /**
     * A hold as a document.
     *
     * @param hold its number
     * @param target what must not be deleted
     * @param origin the case or system behind it
     * @param placedBy who placed it
     * @param reason why
     * @param placedAt when
     * @param until when it ends by itself
     * @param releasedAt when it was released
     */
    record HoldDocument(
            long hold,
            String target,
            String origin,
            String placedBy,
            String reason,
            Instant placedAt,
            @Nullable Instant until,
            @Nullable Instant releasedAt) {
        static HoldDocument of(Hold hold) {
            return new HoldDocument(
                    hold.id(),
                    hold.target().toString(),
                    hold.origin(),
                    hold.placed().actor(),
                    hold.placed().reason(),
                    hold.placedAt(),
                    hold.until().orElse(null),
                    hold.release().map(Hold.Release::at).orElse(null));
        }
    }

    List<Route> routes() {
        return List.of(
                Route.post(ResourceRoutes.ONE + "/holds", this::place)
                        .access(Access.OPERATOR)
                        .takes(HoldBody.class)
                        .gives(HoldDocument.class)
                        .summary("Holds a resource: it is not torn down, and its backups stay"),
                Route.post("/api/v1/holds/{id}/release", this::release)
                        .access(Access.ADMIN)
                        .takes(ReasonBody.class)
                        .gives(HoldDocument.class)
                        .summary("Releases a hold"));
    }

    private Reply place(Request request) {
        var body = request.body(HoldBody.class);
        var act = Asked.act(request, body.reason());
        var resource = host.require().resources().spelled(Asked.resource(request));
        var given = body.origin();
        var origin = given == null ? "api" : Reason.required(given, "origin");
        var wanted = HoldRequest.on(HoldTarget.resource(resource.kind(), resource.id()), origin, act);
        var until = body.until();
        var hold = until == null ? wanted : wanted.until(Asked.instant(until, "until"));
        return Reply.created(HoldDocument.of(home.transaction(db -> Holds.in(db).place(hold))));
    }

    private Reply release(Request request) {
        var act = Asked.act(request, request.body(ReasonBody.class).reason());
        long id = Asked.identity(request, "hold");
        return Reply.ok(HoldDocument.of(home.transaction(db -> Holds.in(db).release(id, act))));
    }
}
