package dev.coppice.server.internal.pruning;

import dev.coppice.archive.ArchiveStores;
import dev.coppice.archive.spi.ArchiveStore;
import dev.coppice.prune.ArchiveGc;
import dev.coppice.prune.Archives;
import dev.coppice.prune.GcPlan;
import dev.coppice.server.document.WasteDocument;
import dev.coppice.server.internal.api.AfterCommit;
import dev.coppice.server.internal.api.Asked;
import dev.coppice.server.internal.http.Access;
import dev.coppice.server.internal.http.Reply;
import dev.coppice.server.internal.http.Request;
import dev.coppice.server.internal.http.Route;
import dev.coppice.server.internal.http.Route.Query;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What crashes have left behind in the stores of campaigns. Only those are looked at, whatever a caller names. */
final class WasteRoutes {
    private static final String PATH = "/api/v1/archive-waste";

    private final PruningHost host;

    WasteRoutes(PruningHost host) {
        this.host = host;
    }

    /**
     * What to remove.
     *
     * @param store what lies in this store alone; in each when left out
     * @param reason why
     */
    record CollectBody(@Nullable String store, @Nullable String reason) {}

    List<Route> routes() {
        return List.of(
                Route.get(PATH, this::plan)
                        .access(Access.VIEWER)
                        .gives(WasteDocument.class)
                        .asks(Query.text("store"))
                        .summary("Shows bytes in stores that no committed frame refers to"),
                Route.post(PATH + "/collect", this::collect)
                        .access(Access.ADMIN)
                        .takes(CollectBody.class)
                        .gives(WasteDocument.class)
                        .summary("Removes them"));
    }

    private Reply plan(Request request) {
        return Reply.ok(host.archives()
                .run(() -> WasteDocument.of(
                        false,
                        stores(request.query("store")).stream()
                                .map(address -> looked(address, store -> gc().plan(store)))
                                .toList())));
    }

    private Reply collect(Request request) {
        var body = request.body(CollectBody.class);
        var act = Asked.act(request, body.reason());
        return Reply.ok(host.archives()
                .run(() -> WasteDocument.of(
                        true,
                        collected(stores(Optional.ofNullable(body.store())), store -> gc().execute(store, act)))));
    }

    /** A failure at one store tells that those before it were cleaned. */
    private static List<WasteDocument.Store> collected(List<String> stores, Function<ArchiveStore, GcPlan> gc) {
        var clean = new ArrayList<WasteDocument.Store>();
        for (var address : stores) {
            Supplier<WasteDocument.Store> next = () -> looked(address, gc);
            clean.add(
                    clean.isEmpty()
                            ? next.get()
                            : new AfterCommit(
                                            "Stores cleaned: " + clean.size() + " of " + stores.size() + ".",
                                            "Look at GET " + PATH + ", which shows what is left.")
                                    .run(next));
        }
        return clean;
    }

    private static WasteDocument.Store looked(String address, Function<ArchiveStore, GcPlan> look) {
        try (var store = ArchiveStores.open(address)) {
            return WasteDocument.Store.of(address, look.apply(store));
        }
    }

    private List<String> stores(Optional<String> wanted) {
        var known = Archives.on(host.source()).locations();
        if (wanted.isPresent() && !known.contains(wanted.get())) {
            throw Asked.notFound("store");
        }
        return wanted.map(List::of).orElse(known);
    }

    private ArchiveGc gc() {
        return ArchiveGc.on(host.source());
    }
}
