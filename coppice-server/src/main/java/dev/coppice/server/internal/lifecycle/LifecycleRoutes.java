package dev.coppice.server.internal.lifecycle;

import dev.coppice.server.KindView;
import dev.coppice.server.internal.home.HomeDatabase;
import dev.coppice.server.internal.http.Route;
import java.util.List;
import java.util.stream.Stream;

/** Resources and what becomes of them over HTTP. */
public final class LifecycleRoutes {
    private final HomeDatabase home;
    private final LifecycleHost host;
    private final List<KindView> kinds;

    /** Routes on the lifecycle of {@code host}, whose kinds are these; holds lie in {@code home}. */
    public LifecycleRoutes(HomeDatabase home, LifecycleHost host, List<KindView> kinds) {
        this.home = home;
        this.host = host;
        this.kinds = kinds;
    }

    /** The routes. */
    public List<Route> routes() {
        var looks = LongCalls.ofLooks();
        return Stream.of(
                        new ResourceRoutes(host, looks).routes(),
                        new HoldRoutes(home, host).routes(),
                        new DeprovisionRoutes(host, looks).routes(),
                        new OperationRoutes(host).routes(),
                        new BackupRoutes(host, new OwnedBackups(kinds)).routes(),
                        new CertificateRoutes(host).routes(),
                        new SensorRoutes(home, host).routes())
                .flatMap(List::stream)
                .toList();
    }
}
