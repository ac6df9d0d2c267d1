package dev.coppice.server.internal.control;

import dev.coppice.server.document.JobsDocument;
import dev.coppice.server.internal.home.HomeDatabase;
import dev.coppice.server.internal.http.Access;
import dev.coppice.server.internal.http.Reply;
import dev.coppice.server.internal.http.Route;
import dev.coppice.server.internal.jobs.NodeTable;
import java.util.List;

/** What the servers do by themselves. */
record JobRoutes(HomeDatabase home) {
    List<Route> routes() {
        return List.of(Route.get("/api/v1/jobs", request -> Reply.ok(home.transaction(db -> new NodeTable(db).read())))
                .access(Access.VIEWER)
                .gives(JobsDocument.class)
                .summary("Lists the servers with what each executes, and the jobs with their last and next time"));
    }
}
