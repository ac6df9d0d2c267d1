package dev.coppice.server.internal.lifecycle;

import dev.coppice.server.KindView;
import dev.coppice.server.document.CursorPage;
import dev.coppice.server.document.KindDocument;
import dev.coppice.server.internal.home.HomeDatabase;
import dev.coppice.server.internal.http.Access;
import dev.coppice.server.internal.http.Reply;
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
        return Stream.of(
                        List.of(kinds()),
                        new ResourceRoutes(host).routes(),
                        new DeprovisionRoutes(host).routes(),
                        new OperationRoutes(host).routes(),
                        new BackupRoutes(host, new OwnedBackups(kinds)).routes(),
                        new CertificateRoutes(host).routes(),
                        new SensorRoutes(home, host).routes())
                .flatMap(List::stream)
                .toList();
    }

    private Route kinds() {
        var documents = kinds.stream().map(KindDocument::of).toList();
        return Route.get("/api/v1/kinds", request -> Reply.ok(new CursorPage<>(documents, null)))
                .access(Access.VIEWER)
                .gives(CursorPage.class)
                .of(KindDocument.class)
                .summary("Lists the kinds of resources this server knows");
    }
}
