package dev.coppice.server.internal.lifecycle;

import dev.coppice.control.Act;
import dev.coppice.lifecycle.Resource;
import dev.coppice.lifecycle.ResourceId;
import dev.coppice.lifecycle.ResourceQuery;
import dev.coppice.lifecycle.TeardownRequest;
import dev.coppice.server.document.CursorPage;
import dev.coppice.server.document.ResourceDocument;
import dev.coppice.server.document.ResourceReport;
import dev.coppice.server.document.TierDocument;
import dev.coppice.server.internal.api.Asked;
import dev.coppice.server.internal.api.ReasonBody;
import dev.coppice.server.internal.http.Access;
import dev.coppice.server.internal.http.Handler;
import dev.coppice.server.internal.http.Reply;
import dev.coppice.server.internal.http.Request;
import dev.coppice.server.internal.http.Route;
import dev.coppice.server.internal.http.Route.Query;
import java.util.List;
import java.util.function.BiFunction;

/** Resources: listed, shown, suspended, brought back. */
final class ResourceRoutes {
    static final String KIND = "/api/v1/resources/{kind}";
    static final String ONE = KIND + "/{id}";

    private final LifecycleHost host;

    ResourceRoutes(LifecycleHost host) {
        this.host = host;
    }

    List<Route> routes() {
        return List.of(
                Route.get(KIND, this::list)
                        .access(Access.VIEWER)
                        .gives(CursorPage.class)
                        .of(ResourceDocument.class)
                        .paged()
                        .asks(Query.text("status"), Query.text("tier"), Query.text("owner"))
                        .summary("Lists resources of a kind by id"),
                // Before the resource of any id: there it would never be asked for.
                Route.get(KIND + "/analytics", this::analytics)
                        .access(Access.VIEWER)
                        .gives(CursorPage.class)
                        .of(TierDocument.class)
                        .summary(
                                "Counts the resources of a kind by tier and state; a resource called analytics is listed alone"),
                Route.get(ONE, this::show)
                        .access(Access.VIEWER)
                        .gives(ResourceReport.class)
                        .summary(
                                "Shows a resource, what each step sees of it in ten seconds, and what would keep its teardown"),
                act("suspend", this::suspend, "Suspends a resource and those below it"),
                act("reactivate", this::reactivate, "Makes a suspended resource active again"));
    }

    private Reply list(Request request) {
        var query = new ResourceQuery(
                request.path("kind"),
                AskedResource.status(request),
                Asked.name(request, "tier"),
                Asked.name(request, "owner"),
                Asked.name(request, Asked.NEXT),
                Asked.limit(request));
        var page = host.require().resources().list(query);
        return Reply.ok(new CursorPage<>(
                page.items().stream().map(ResourceDocument::of).toList(),
                page.next().orElse(null)));
    }

    private Reply analytics(Request request) {
        var tiers = host.require().resources().analytics(request.path("kind"));
        return Reply.ok(new CursorPage<>(tiers.stream().map(TierDocument::of).toList(), null));
    }

    private Reply show(Request request) {
        var asked = TeardownRequest.of(
                AskedResource.of(request), Act.of(request.principal().name(), "looked at it"));
        var teardowns = host.require().teardowns();
        return Reply.ok(ResourceReport.of(host.looks().run(() -> teardowns.look(asked, ResourceReport.LOOKS))));
    }

    private Reply suspend(Request request) {
        return acted(request, host.require().resources()::suspend);
    }

    private Reply reactivate(Request request) {
        return acted(request, host.require().resources()::reactivate);
    }

    private static Reply acted(Request request, BiFunction<ResourceId, Act, Resource> change) {
        var act = Asked.act(request, request.body(ReasonBody.class).reason());
        return Reply.ok(ResourceDocument.of(change.apply(AskedResource.of(request), act)));
    }

    private static Route act(String word, Handler handler, String summary) {
        return Route.post(ONE + "/" + word, handler)
                .access(Access.OPERATOR)
                .takes(ReasonBody.class)
                .gives(ResourceDocument.class)
                .summary(summary);
    }
}
