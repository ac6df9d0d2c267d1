package dev.coppice.server.internal.health;

import dev.coppice.server.internal.http.RequestMeter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.IntSupplier;

/** What is measured, in Prometheus' words. Safe for any thread. */
public final class Meters implements RequestMeter, AutoCloseable {
    /** Anything else a caller makes up is one value, so that callers cannot make meters without bound. */
    private static final Set<String> METHODS = Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS");

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final JvmGcMetrics collections = new JvmGcMetrics();
    private final List<Runnable> refreshed = new CopyOnWriteArrayList<>();

    /** Begins to measure the JVM. */
    public Meters(String version) {
        new ClassLoaderMetrics().bindTo(registry);
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
        collections.bindTo(registry);
        Gauge.builder("coppice.build.info", () -> 1)
                .description("Always 1; the tags say which build this is")
                .tag("version", version)
                .tag("java", Runtime.version().toString())
                .register(registry);
    }

    /** Where others register. */
    public MeterRegistry registry() {
        return registry;
    }

    @Override
    public void answered(String method, String template, int status, Duration took) {
        Timer.builder("http.server.requests")
                .description("Answered requests by route, method and status")
                .tag("method", METHODS.contains(method) ? method : "other")
                .tag("uri", template)
                .tag("status", Integer.toString(status))
                .register(registry)
                .record(took);
    }

    @Override
    public void watchers(IntSupplier open) {
        Gauge.builder("coppice.server.watchers", open::getAsInt)
                .description("Event streams that are open")
                .register(registry);
    }

    /** Stops to measure. */
    @Override
    public void close() {
        collections.close();
        registry.close();
    }

    /** Says what brings meters up to date before they are read. */
    public void refreshedBy(Runnable refresh) {
        refreshed.add(refresh);
    }

    String scrape() {
        refreshed.forEach(Runnable::run);
        return registry.scrape();
    }
}
