package dev.coppice.server.internal.lifecycle;

import dev.coppice.control.Act;
import dev.coppice.control.AuditEvent;
import dev.coppice.control.AuditTrail;
import dev.coppice.lifecycle.Sensor;
import dev.coppice.lifecycle.SensorLog;
import dev.coppice.lifecycle.SensorReport;
import dev.coppice.ops.CoppiceException;
import dev.coppice.ops.Effect;
import dev.coppice.ops.Fault;
import dev.coppice.ops.Retry;
import dev.coppice.server.document.CursorPage;
import dev.coppice.server.document.SensorDocument;
import dev.coppice.server.document.SensorLookDocument;
import dev.coppice.server.internal.api.AfterCommit;
import dev.coppice.server.internal.api.Asked;
import dev.coppice.server.internal.api.LongCalls;
import dev.coppice.server.internal.home.HomeDatabase;
import dev.coppice.server.internal.http.Access;
import dev.coppice.server.internal.http.Reply;
import dev.coppice.server.internal.http.Request;
import dev.coppice.server.internal.http.Route;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Sensors: what starts lifecycle work by itself, and what it decided. */
final class SensorRoutes {
    private static final String PATH = "/api/v1/sensors";
    private static final AfterCommit WANTED = new AfterCommit(
            "The trail has who wanted the look. What it had begun stays begun, and is gone on with.",
            "GET /api/v1/sensors and GET /api/v1/operations show what came of it.");

    private final HomeDatabase home;
    private final LifecycleHost host;
    private final SensorLog log;
    private final LongCalls calls = LongCalls.ofSensors();

    SensorRoutes(HomeDatabase home, LifecycleHost host) {
        this.home = home;
        this.host = host;
        this.log = SensorLog.on(home.source());
    }

    /**
     * A look of a sensor.
     *
     * @param execute whether it acts; otherwise it only says what it would take up
     * @param reason why it acts
     */
    record RunBody(@Nullable Boolean execute, @Nullable String reason) {}

    List<Route> routes() {
        return List.of(
                Route.get(PATH, this::list)
                        .access(Access.VIEWER)
                        .gives(CursorPage.class)
                        .of(SensorDocument.class)
                        .summary("Lists sensors with their last look and what they decided"),
                Route.post(PATH + "/{id}/run", this::run)
                        .access(Access.ADMIN)
                        .takes(RunBody.class)
                        .gives(SensorLookDocument.class)
                        .summary("Shows what a sensor would take up now; with execute lets it work once"));
    }

    private Reply list(Request request) {
        return Reply.ok(new CursorPage<>(
                sensors().stream().map(sensor -> SensorDocument.of(sensor, log)).toList(), null));
    }

    private Reply run(Request request) {
        var body = request.body(RunBody.class);
        var sensor = sensors().stream()
                .filter(one -> one.name().equals(request.path("id")))
                .findFirst()
                .orElseThrow(() -> Asked.notFound("sensor"));
        boolean execute = Boolean.TRUE.equals(body.execute());
        if (!execute) {
            return Reply.ok(SensorLookDocument.of(sensor.name(), false, calls.run(sensor::preview)));
        }
        var act = Asked.act(request, body.reason());
        return Reply.ok(SensorLookDocument.of(sensor.name(), true, calls.run(() -> worked(sensor, act))));
    }

    /** Who wanted it stands in the trail before anything is done; what is done, its own entries tell. */
    private SensorReport worked(Sensor sensor, Act act) {
        home.transaction(db -> {
            AuditTrail.in(db)
                    .append(new AuditEvent(
                            act.actor(),
                            "sensor.run",
                            "sensor " + sensor.name(),
                            Optional.of(act.reason()),
                            Optional.empty(),
                            Optional.empty()));
            return sensor;
        });
        return WANTED.run(() -> passed(sensor));
    }

    private static SensorReport passed(Sensor sensor) {
        try {
            return sensor.runOnce();
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            throw stopped();
        }
    }

    private static CoppiceException stopped() {
        return Fault.of("sensor.stopped", Fault.Kind.UNAVAILABLE)
                .refused("The sensor did not end its look.")
                .found("The server is stopping.")
                .changed("What it had begun stays begun, and is gone on with.")
                .next("Ask again once the server has been started.")
                .leaving(Effect.COMMITTED, Retry.SAFE)
                .exception();
    }

    private List<Sensor> sensors() {
        return host.find().map(found -> found.sensors()).orElse(List.of());
    }
}
