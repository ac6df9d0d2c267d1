package dev.coppice.server.internal.settings;

import dev.coppice.server.internal.http.Access;
import dev.coppice.server.internal.http.Reply;
import dev.coppice.server.internal.http.Request;
import dev.coppice.server.internal.http.RequestFaults;
import dev.coppice.server.internal.http.Route;
import dev.coppice.settings.SettingsStore;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Fragments whose owner is gone. */
final class SweepRoutes {
    private static final int DEFAULT_LIMIT = 10_000;

    private final Acts acts;

    SweepRoutes(Acts acts) {
        this.acts = acts;
    }

    /**
     * A sweep to make.
     *
     * @param execute whether they are removed; only counted when left out
     * @param limit how many are removed at most; 10000 when left out
     */
    record SweepBody(@Nullable Boolean execute, @Nullable Integer limit) {}

    /**
     * What is without owner, and what was swept of it.
     *
     * @param executed whether any were removed
     * @param orphans how many there were, by type of scope
     * @param swept how many were removed
     * @param more whether there may be more
     */
    record SweepDocument(boolean executed, List<Orphans> orphans, int swept, boolean more) {}

    /**
     * How many fragments of one type of scope are without owner.
     *
     * @param scopeType the type
     * @param fragments how many
     */
    record Orphans(String scopeType, int fragments) {}

    List<Route> routes() {
        return List.of(Route.post(RowRoutes.ROOT + "fragments/sweep", this::sweep)
                .access(Access.ADMIN)
                .takes(SweepBody.class)
                .gives(SweepDocument.class)
                .summary("Counts fragments whose owner is gone; with execute removes them"));
    }

    private Reply sweep(Request request) {
        var body = request.body(SweepBody.class);
        int limit = body.limit() == null ? DEFAULT_LIMIT : body.limit();
        if (limit < 1) {
            throw RequestFaults.invalid("The limit must be 1 or more.");
        }
        boolean execute = Boolean.TRUE.equals(body.execute());
        return Reply.ok(acts.act(request, store -> swept(store, limit, execute)));
    }

    private static Acted<SweepDocument> swept(SettingsStore store, int limit, boolean execute) {
        var orphans = store.fragments().countOrphans().entrySet().stream()
                .map(each -> new Orphans(each.getKey(), each.getValue()))
                .toList();
        int swept = execute ? store.fragments().sweepOrphans(limit) : 0;
        var entry = new TrailEntry("setting-fragment.swept", "settings", Map.of("fragments", swept));
        return new Acted<>(
                new SweepDocument(execute, orphans, swept, swept == limit),
                swept == 0 ? Optional.empty() : Optional.of(entry));
    }
}
