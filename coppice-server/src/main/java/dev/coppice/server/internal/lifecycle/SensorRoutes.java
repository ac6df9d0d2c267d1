package dev.coppice.server.internal.lifecycle;

import dev.coppice.lifecycle.Sensor;
import dev.coppice.lifecycle.SensorLog;
import dev.coppice.server.CursorPage;
import dev.coppice.server.SensorDocument;
import dev.coppice.server.internal.home.HomeDatabase;
import dev.coppice.server.internal.http.Access;
import dev.coppice.server.internal.http.Reply;
import dev.coppice.server.internal.http.Request;
import dev.coppice.server.internal.http.Route;
import java.util.List;

/** Sensors: what starts lifecycle work by itself, and what it decided. */
final class SensorRoutes {
    private final LifecycleHost host;
    private final SensorLog log;

    SensorRoutes(HomeDatabase home, LifecycleHost host) {
        this.host = host;
        this.log = SensorLog.on(home.source());
    }

    List<Route> routes() {
        return List.of(Route.get("/api/v1/sensors", this::list)
                .access(Access.VIEWER)
                .gives(CursorPage.class)
                .summary("Lists sensors with their last look and what they decided"));
    }

    private Reply list(Request request) {
        List<Sensor> sensors = host.find().map(found -> found.sensors()).orElse(List.of());
        return Reply.ok(new CursorPage<>(
                sensors.stream().map(sensor -> SensorDocument.of(sensor, log)).toList(), null));
    }
}
