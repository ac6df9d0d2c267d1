package dev.coppice.server.internal.schedule;

import dev.coppice.prune.Policy;
import dev.coppice.server.document.CursorPage;
import dev.coppice.server.document.DueTimeDocument;
import dev.coppice.server.document.KeepingUpDocument;
import dev.coppice.server.document.PolicyRunDocument;
import dev.coppice.server.internal.api.Asked;
import dev.coppice.server.internal.home.HomeDatabase;
import dev.coppice.server.internal.http.Access;
import dev.coppice.server.internal.http.Reply;
import dev.coppice.server.internal.http.Request;
import dev.coppice.server.internal.http.Route;
import dev.coppice.server.internal.pruning.PruningHost;
import java.util.List;

/** When policies run by themselves, what became of it, and whether they keep up: all of it reads. */
public final class ScheduleRoutes {
    private static final String ONE = "/api/v1/policies/{name}";

    private final PruningHost host;
    private final Calendar calendar;

    /** Routes on the policies of {@code host}. */
    public ScheduleRoutes(PruningHost host, HomeDatabase home) {
        this.host = host;
        this.calendar = new Calendar(host, home);
    }

    /** The routes. */
    public List<Route> routes() {
        return List.of(
                Route.get("/api/v1/due-times", this::coming)
                        .access(Access.VIEWER)
                        .gives(CursorPage.class)
                        .paged()
                        .of(DueTimeDocument.class)
                        .summary(
                                "Lists the times of the next 31 days at which policies run by themselves; there is one page"),
                Route.get(ONE + "/runs", this::runs)
                        .access(Access.VIEWER)
                        .gives(CursorPage.class)
                        .paged()
                        .of(PolicyRunDocument.class)
                        .summary("Lists the due times of a policy and what became of each, newest first"),
                Route.get(ONE + "/keeping-up", this::keepingUp)
                        .access(Access.VIEWER)
                        .gives(KeepingUpDocument.class)
                        .summary("Tells whether a policy keeps up, as it was when a server last looked"));
    }

    private Reply coming(Request request) {
        return Reply.ok(new CursorPage<>(calendar.coming(Asked.limit(request)), null));
    }

    /** Times are whole minutes: the second of the last one is where the next page begins. */
    private Reply runs(Request request) {
        int limit = Asked.limit(request);
        var behind = Asked.next(request);
        long before = Math.clamp(behind.orElse(Calendar.LATEST), 0, Calendar.LATEST);
        var found = calendar.runs(policy(request), before, limit + 1);
        var items = found.stream().limit(limit).toList();
        var next = found.size() > limit ? Long.toString(items.getLast().dueAt().getEpochSecond()) : null;
        return Reply.ok(new CursorPage<>(items, next));
    }

    private Reply keepingUp(Request request) {
        return Reply.ok(calendar.keepingUp(policy(request)));
    }

    private Policy policy(Request request) {
        return host.require(request.path("name"));
    }
}
