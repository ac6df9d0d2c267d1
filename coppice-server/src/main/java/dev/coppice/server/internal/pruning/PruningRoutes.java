package dev.coppice.server.internal.pruning;

import dev.coppice.server.internal.home.HomeDatabase;
import dev.coppice.server.internal.http.Route;
import java.util.List;
import java.util.stream.Stream;

/** Policies, campaigns and archives over HTTP. */
public final class PruningRoutes {
    private final PruningHost host;
    private final HomeDatabase home;

    /** Routes on the policies of {@code host}; what servers are asked for lies in {@code home}. */
    public PruningRoutes(PruningHost host, HomeDatabase home) {
        this.host = host;
        this.home = home;
    }

    /** The routes. */
    public List<Route> routes() {
        var trail = new ReadingTrail(home);
        return Stream.of(
                        new PolicyRoutes(host, trail).routes(),
                        new PruneRoutes(host).routes(),
                        new CampaignRoutes(host).routes(),
                        new ArchiveRoutes(host, trail).routes(),
                        new RestoreRoutes(host).routes(),
                        new WasteRoutes(host).routes())
                .flatMap(List::stream)
                .toList();
    }
}
