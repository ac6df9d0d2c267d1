package dev.coppice.server.internal.console.lifecycle;

import dev.coppice.server.internal.console.Frame;
import dev.coppice.server.internal.control.Guards;
import dev.coppice.server.internal.home.HomeDatabase;
import dev.coppice.server.internal.http.Route;
import dev.coppice.server.internal.lifecycle.LifecycleHost;
import java.util.List;
import java.util.stream.Stream;

/** The pages about resources and what becomes of them. */
public final class LifecyclePages {
    private final Ground ground;

    /** Pages of {@code site} on the lifecycle of {@code host}; holds lie in {@code home}. */
    public LifecyclePages(Frame.Site site, HomeDatabase home, LifecycleHost host, Guards guards) {
        this.ground = new Ground(site, home, host, guards);
    }

    /** The routes. */
    public List<Route> routes() {
        return Stream.of(
                        new ResourcePages(ground).routes(),
                        new PlanPages(ground).routes(),
                        new TeardownPages(ground).routes(),
                        new BackupPages(ground).routes(),
                        new CertificatePages(ground).routes())
                .flatMap(List::stream)
                .toList();
    }
}
