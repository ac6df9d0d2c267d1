package dev.coppice.server.internal.control;

import dev.coppice.control.Act;
import dev.coppice.control.Freeze;
import dev.coppice.server.document.FreezeDocument;
import dev.coppice.server.internal.api.Asked;
import dev.coppice.server.internal.api.ReasonBody;
import dev.coppice.server.internal.home.HomeDatabase;
import dev.coppice.server.internal.http.Access;
import dev.coppice.server.internal.http.Reply;
import dev.coppice.server.internal.http.Request;
import dev.coppice.server.internal.http.Route;
import dev.coppice.server.internal.http.Route.Query;
import java.util.List;
import java.util.function.BiConsumer;

/** The brake that stops everything. To pull it is anybody's who may act; to let go of it is not. */
final class FreezeRoutes {
    private static final String PATH = "/api/v1/freeze";

    private final HomeDatabase home;
    private final Guards guards;

    FreezeRoutes(HomeDatabase home, Guards guards) {
        this.home = home;
        this.guards = guards;
    }

    List<Route> routes() {
        return List.of(
                Route.get(PATH, this::show)
                        .access(Access.VIEWER)
                        .gives(FreezeDocument.class)
                        .summary("Says whether everything that deletes is stopped"),
                Route.post(PATH, this::freeze)
                        .access(Access.OPERATOR)
                        .takes(ReasonBody.class)
                        .gives(FreezeDocument.class)
                        .summary("Stops everything that deletes, from its next chunk on"),
                Route.delete(PATH, this::unfreeze)
                        .access(Access.ADMIN)
                        .gives(FreezeDocument.class)
                        .asks(Query.text("reason"))
                        .summary("Lets deleting go on; the parameter reason says why"));
    }

    private Reply show(Request request) {
        return Reply.ok(home.transaction(db -> FreezeDocument.of(Freeze.in(db).state())));
    }

    private Reply freeze(Request request) {
        return changed(
                Freeze::freeze,
                Asked.act(request, request.body(ReasonBody.class).reason()));
    }

    private Reply unfreeze(Request request) {
        return changed(
                Freeze::unfreeze, Asked.act(request, request.query("reason").orElse(null)));
    }

    private Reply changed(BiConsumer<Freeze, Act> change, Act act) {
        return Reply.ok(guards.change(db -> {
            var freeze = Freeze.in(db);
            change.accept(freeze, act);
            return FreezeDocument.of(freeze.state());
        }));
    }
}
