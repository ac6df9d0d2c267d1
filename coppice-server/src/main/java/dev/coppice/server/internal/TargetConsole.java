package dev.coppice.server.internal;

import dev.coppice.prune.Policy;
import dev.coppice.server.PolicyView;
import dev.coppice.server.internal.console.OverviewPages;
import dev.coppice.server.internal.console.OverviewReader;
import dev.coppice.server.internal.console.audit.AuditPages;
import dev.coppice.server.internal.console.brakes.BrakePages;
import dev.coppice.server.internal.console.pruning.PruningPages;
import dev.coppice.server.internal.console.targets.Reached;
import dev.coppice.server.internal.console.targets.TargetsPages;
import dev.coppice.server.internal.http.Route;
import dev.coppice.server.internal.lifecycle.LifecycleHost;
import dev.coppice.server.internal.targets.Ground;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The console's pages about each of several databases, and about all of them together. Safe for any thread. */
final class TargetConsole implements AutoCloseable {
    private final Shared shared;
    private final List<Reached> databases;

    /** Of the targets of {@code shared}; what waits in its home is counted by {@code home}. */
    TargetConsole(Shared shared, OverviewReader home) {
        this.shared = shared;
        this.databases = shared.grounds().stream()
                .map(ground -> reached(shared, ground, home))
                .toList();
    }

    private static Reached reached(Shared shared, Ground ground, OverviewReader home) {
        var own = ground.database() == shared.home();
        return new Reached(ground, shared.site().place().of(ground.target()), own ? home : overview(ground));
    }

    private static OverviewReader overview(Ground ground) {
        return new OverviewReader(
                ground.database().source(), List.of(), views(ground.pruning().policies()));
    }

    /** How overviews count policies. */
    static List<PolicyView> views(List<Policy> policies) {
        return policies.stream()
                .map(policy -> PolicyView.of(policy.name(), policy.config()))
                .toList();
    }

    /** The routes about all of them; none on a server without targets. */
    List<Route> routes() {
        return databases.isEmpty() ? List.of() : new TargetsPages(shared.site(), databases).routes();
    }

    /** What each target has of its own, by its name: the paths do not have it yet. */
    Map<String, List<Route>> ofTargets() {
        var pages = new LinkedHashMap<String, List<Route>>();
        databases.forEach(database -> pages.put(database.ground().target(), pages(database)));
        return pages;
    }

    private List<Route> pages(Reached database) {
        var ground = database.ground();
        var own = ground.database() == shared.home();
        var site = shared.site().on(database.place());
        return Stream.of(
                        new OverviewPages(site, database.overview()).routes(),
                        new BrakePages(
                                        site,
                                        ground.database(),
                                        own ? shared.lifecycle() : LifecycleHost.ofNone(),
                                        ground.guards())
                                .routes(),
                        new AuditPages(site, ground.database()).routes(),
                        new PruningPages(site, ground.database(), ground.pruning(), database.overview()).ofTarget())
                .flatMap(List::stream)
                .toList();
    }

    @Override
    public void close() {
        databases.stream()
                .filter(database -> database.ground().database() != shared.home())
                .forEach(database -> database.overview().close());
    }
}
