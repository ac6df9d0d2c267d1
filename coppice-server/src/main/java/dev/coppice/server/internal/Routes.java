package dev.coppice.server.internal;

import dev.coppice.server.internal.api.CallerRoutes;
import dev.coppice.server.internal.api.TokenRoutes;
import dev.coppice.server.internal.console.ConsoleRoutes;
import dev.coppice.server.internal.console.OverviewPages;
import dev.coppice.server.internal.console.OverviewReader;
import dev.coppice.server.internal.console.audit.AuditPages;
import dev.coppice.server.internal.console.brakes.BrakePages;
import dev.coppice.server.internal.console.erasing.ErasurePages;
import dev.coppice.server.internal.console.lifecycle.LifecyclePages;
import dev.coppice.server.internal.console.pruning.PruningPages;
import dev.coppice.server.internal.console.settings.SettingsPages;
import dev.coppice.server.internal.control.ControlRoutes;
import dev.coppice.server.internal.erasing.ErasureRoutes;
import dev.coppice.server.internal.health.HealthRoutes;
import dev.coppice.server.internal.health.Meters;
import dev.coppice.server.internal.health.Readiness;
import dev.coppice.server.internal.http.Route;
import dev.coppice.server.internal.http.RouteTable;
import dev.coppice.server.internal.lifecycle.LifecycleHost;
import dev.coppice.server.internal.lifecycle.LifecycleRoutes;
import dev.coppice.server.internal.pruning.PruningRoutes;
import dev.coppice.server.internal.schedule.ScheduleRoutes;
import dev.coppice.server.internal.settings.SettingsRoutes;
import dev.coppice.server.internal.targets.Ground;
import dev.coppice.server.internal.targets.Mount;
import dev.coppice.server.internal.targets.TargetRoutes;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Puts the rows of all parts into the one table. */
final class Routes {
    private final Shared shared;
    private final LifecycleRoutes lifecycle;

    Routes(Shared shared, LifecycleRoutes lifecycle) {
        this.shared = shared;
        this.lifecycle = lifecycle;
    }

    RouteTable table(Readiness readiness, Meters meters, OverviewReader overview, TargetConsole console) {
        var home = shared.home();
        var site = shared.site();
        return new RouteTable(List.of())
                .and(new HealthRoutes(readiness, meters).routes())
                .and(site.assets().routes())
                .and(new OverviewPages(site, overview).routes())
                .and(new ConsoleRoutes(site, shared.gatekeeper()).routes())
                .and(new LifecyclePages(site, home, shared.lifecycle(), shared.guards()).routes())
                .and(new BrakePages(site, home, shared.lifecycle(), shared.guards()).routes())
                .and(new AuditPages(site, home).routes())
                .and(new SettingsPages(site, home, shared.settings()).routes())
                .and(new PruningPages(site, home, shared.pruning(), overview).routes())
                .and(new ErasurePages(site, shared.pruning()).routes())
                .and(CallerRoutes.routes())
                .and(new TokenRoutes(home).routes())
                .and(new SettingsRoutes(home, shared.settings()).routes())
                .and(lifecycle.routes())
                .and(new PruningRoutes(shared.pruning(), home).routes())
                .and(new ErasureRoutes(shared.pruning()).routes())
                .and(new ScheduleRoutes(shared.pruning(), home).routes())
                .and(new ControlRoutes(home, shared.pruning().source(), shared.lifecycle(), shared.guards()).routes())
                .and(console.routes())
                .and(new TargetRoutes(shared.grounds()).routes())
                .and(new Mount(onTargets(console.ofTargets())).routes())
                .describedAt("/api/v1/routes", "/api/v1/openapi.json");
    }

    /** What each target has of its own, by its name: one mount for all of it, so that pages know the addresses of the API. */
    private Map<String, List<Route>> onTargets(Map<String, List<Route>> pages) {
        var routes = new LinkedHashMap<String, List<Route>>();
        shared.grounds()
                .forEach(ground -> routes.put(
                        ground.target(),
                        Stream.of(pages.getOrDefault(ground.target(), List.of()), onTarget(ground))
                                .flatMap(List::stream)
                                .toList()));
        return routes;
    }

    private List<Route> onTarget(Ground ground) {
        var database = ground.database();
        var pruning = ground.pruning();
        var resources = database == shared.home() ? shared.lifecycle() : LifecycleHost.ofNone();
        return Stream.of(
                        new PruningRoutes(pruning, database).routes(),
                        new ScheduleRoutes(pruning, database).routes(),
                        new ControlRoutes(database, pruning.source(), resources, ground.guards()).ofTarget())
                .flatMap(List::stream)
                .toList();
    }
}
