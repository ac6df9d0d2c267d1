package dev.coppice.server.internal.control;

import dev.coppice.control.CoppiceSchema;
import dev.coppice.server.document.SchemaDocument;
import dev.coppice.server.internal.home.HomeDatabase;
import dev.coppice.server.internal.http.Access;
import dev.coppice.server.internal.http.Reply;
import dev.coppice.server.internal.http.Route;
import dev.coppice.server.internal.lifecycle.LifecycleHost;
import java.util.List;
import java.util.stream.Stream;
import javax.sql.DataSource;

/** What guards everything that is deleted, over HTTP. */
public final class ControlRoutes {
    private final HomeDatabase home;
    private final HomeDatabase slow;
    private final LifecycleHost lifecycle;
    private final Guards guards;

    /** Routes on what lies in {@code home}; {@code slow} hands out connections that may take their time. */
    public ControlRoutes(HomeDatabase home, DataSource slow, LifecycleHost lifecycle, Guards guards) {
        this.home = home;
        this.slow = HomeDatabase.patient(slow);
        this.lifecycle = lifecycle;
        this.guards = guards;
    }

    /** The routes. */
    public List<Route> routes() {
        return Stream.of(
                        new HoldRoutes(home, lifecycle, guards).routes(),
                        new FreezeRoutes(home, guards).routes(),
                        new AuditRoutes(home, slow).routes(),
                        new JobRoutes(home).routes(),
                        List.of(schema()))
                .flatMap(List::stream)
                .toList();
    }

    /** Those on what each of several targets has of its own: resources and jobs are of the home alone. */
    public List<Route> ofTarget() {
        return Stream.of(
                        new HoldRoutes(home, lifecycle, guards)
                                .routes().stream()
                                        .filter(route -> !route.path().startsWith(HoldRoutes.RESOURCES))
                                        .toList(),
                        new FreezeRoutes(home, guards).routes(),
                        new AuditRoutes(home, slow).routes(),
                        List.of(schema()))
                .flatMap(List::stream)
                .toList();
    }

    private Route schema() {
        return Route.get(
                        "/api/v1/schema",
                        request -> Reply.ok(SchemaDocument.of(new CoppiceSchema(home.source()).status())))
                .access(Access.VIEWER)
                .gives(SchemaDocument.class)
                .summary("Says which version of the schema coppice is there");
    }
}
