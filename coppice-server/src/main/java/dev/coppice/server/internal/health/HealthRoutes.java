package dev.coppice.server.internal.health;

import dev.coppice.server.internal.http.Access;
import dev.coppice.server.internal.http.Reply;
import dev.coppice.server.internal.http.Request;
import dev.coppice.server.internal.http.Route;
import java.util.List;
import java.util.Map;

/** The routes that machines ask. */
public final class HealthRoutes {
    private static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";

    private final Readiness readiness;
    private final Meters meters;

    /** Routes that answer from {@code readiness} and {@code meters}. */
    public HealthRoutes(Readiness readiness, Meters meters) {
        this.readiness = readiness;
        this.meters = meters;
    }

    /**
     * How the server stands.
     *
     * @param status {@code live} or {@code ready}
     */
    public record Health(String status) {}

    /** The routes. */
    public List<Route> routes() {
        return List.of(
                Route.get("/health/live", request -> Reply.ok(new Health("live")))
                        .access(Access.ANONYMOUS)
                        .gives(Health.class)
                        .summary("Whether the process answers"),
                Route.get("/health/ready", this::ready)
                        .access(Access.ANONYMOUS)
                        .gives(Health.class)
                        .summary("Whether requests can be served"),
                Route.get("/metrics", this::metrics)
                        .access(Access.VIEWER)
                        .gives(Reply.Raw.class)
                        .summary("Measurements in Prometheus' text format"));
    }

    private Reply ready(Request request) {
        readiness.trouble().ifPresent(fault -> {
            throw fault.exception();
        });
        return Reply.ok(new Health("ready"));
    }

    private Reply metrics(Request request) {
        return new Reply.Raw(200, PROMETHEUS, meters.scrape(), Map.of());
    }
}
