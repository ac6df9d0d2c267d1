package dev.coppice.server.internal.console.pruning;

import dev.coppice.server.internal.console.pages.pruning.JtejobsGenerated;
import dev.coppice.server.internal.home.HomeDatabase;
import dev.coppice.server.internal.http.Reply;
import dev.coppice.server.internal.http.Request;
import dev.coppice.server.internal.http.Route;
import dev.coppice.server.internal.jobs.NodeTable;
import java.util.List;

/** The page of what the servers do by themselves. */
final class JobPages {
    private final Pages pages;
    private final HomeDatabase home;

    JobPages(Pages pages, HomeDatabase home) {
        this.pages = pages;
        this.home = home;
    }

    List<Route> routes() {
        return List.of(Pages.seen(Route.get("/jobs", this::jobs), "Shows the servers and what they do by themselves"));
    }

    private Reply jobs(Request request) {
        var view = JobsView.of(home.transaction(db -> new NodeTable(db).read()));
        return pages.page(200, request, "Jobs", (out, frame) -> JtejobsGenerated.render(out, null, frame, view));
    }
}
