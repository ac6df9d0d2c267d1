package dev.coppice.server.internal;

import dev.coppice.control.Webhook;
import dev.coppice.control.WebhookDelivery;
import dev.coppice.lifecycle.Lifecycle;
import dev.coppice.server.internal.jobs.Job;
import dev.coppice.server.internal.jobs.Jobs;
import dev.coppice.server.internal.lifecycle.LifecycleHost;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** What a server does by itself: sensors, teardowns under way, deliveries. For one thread. */
final class Work {
    /** Beside the sensor that carries them on, over all servers: one that takes an hour then keeps no other waiting. */
    private static final int MORE_TEARDOWNS_AT_ONCE = 3;

    private static final Duration TEARDOWN_INTERVAL = Duration.ofSeconds(5);
    private static final Duration DELIVERY_INTERVAL = Duration.ofSeconds(5);

    private final DataSource source;
    private final LifecycleHost lifecycle;
    private final Optional<Webhook> webhook;
    private @Nullable Jobs started;

    Work(DataSource source, LifecycleHost lifecycle, Optional<Webhook> webhook) {
        this.source = source;
        this.lifecycle = lifecycle;
        this.webhook = webhook;
    }

    /** Starts it; empty where there is nothing to do. */
    Optional<AutoCloseable> start() {
        if (started != null) {
            throw new IllegalStateException("the server works already");
        }
        var jobs = new ArrayList<Job>();
        lifecycle.find().ifPresent(found -> jobs.addAll(jobs(found)));
        webhook.map(hook -> new WebhookDelivery(source, hook))
                .ifPresent(
                        delivery -> jobs.add(new Job("deliver-notifications", DELIVERY_INTERVAL, delivery::runOnce)));
        if (!jobs.isEmpty()) {
            started = Jobs.start(source, name(), jobs);
        }
        return Optional.ofNullable(started);
    }

    private static List<Job> jobs(Lifecycle lifecycle) {
        var jobs = new ArrayList<Job>();
        lifecycle
                .sensors()
                .forEach(sensor -> jobs.add(new Job("sensor-" + sensor.name(), sensor.interval(), sensor::runOnce)));
        for (int slot = 1; slot <= MORE_TEARDOWNS_AT_ONCE; slot++) {
            jobs.add(new Job("carry-on-teardowns-" + slot, TEARDOWN_INTERVAL, lifecycle.teardowns()::runOnce));
        }
        return jobs;
    }

    /** What other servers call this one: host and process, and a number where a process has several. */
    private static String name() {
        return ManagementFactory.getRuntimeMXBean().getName() + "#"
                + ThreadLocalRandom.current().nextInt(10_000);
    }
}
