package dev.coppice.server.internal;

import dev.coppice.control.Webhook;
import dev.coppice.control.WebhookDelivery;
import dev.coppice.lifecycle.Lifecycle;
import dev.coppice.server.internal.home.HomeDatabase;
import dev.coppice.server.internal.jobs.Heartbeat;
import dev.coppice.server.internal.jobs.Job;
import dev.coppice.server.internal.jobs.Jobs;
import dev.coppice.server.internal.jobs.SchemaGate;
import dev.coppice.server.internal.pruning.CarryingOn;
import dev.coppice.server.internal.replay.Answers;
import dev.coppice.server.internal.schedule.Schedules;
import dev.coppice.server.internal.schedule.Watch;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;

/** What a server does by itself: sensors, teardowns and campaigns under way, deliveries. For one thread. */
final class Work {
    /** Beside the sensor that carries them on, over all servers: one that takes an hour then keeps no other waiting. */
    private static final int MORE_TEARDOWNS_AT_ONCE = 3;

    /** Over all servers. */
    private static final int CAMPAIGNS_AT_ONCE = 4;

    private static final Duration CAMPAIGN_INTERVAL = Duration.ofSeconds(3);
    private static final Duration SCHEDULE_INTERVAL = Duration.ofSeconds(5);
    private static final Duration WATCH_INTERVAL = Duration.ofMinutes(5);
    private static final Duration TEARDOWN_INTERVAL = Duration.ofSeconds(5);
    private static final Duration DELIVERY_INTERVAL = Duration.ofSeconds(5);
    private static final Duration FORGETTING_INTERVAL = Duration.ofHours(1);

    private final HomeDatabase home;
    private final Shared shared;
    private final Answers answers;
    private final Optional<Webhook> webhook;
    private final String node = name();
    private boolean started;

    Work(Shared shared, Answers answers, Optional<Webhook> webhook) {
        this.home = shared.home();
        this.shared = shared;
        this.answers = answers;
        this.webhook = webhook;
    }

    /** Starts it; what has to be closed, the last first. */
    List<AutoCloseable> start() {
        if (started) {
            throw new IllegalStateException("the server works already");
        }
        var gate = new SchemaGate(home.source());
        var campaigns = new CarryingOn(shared.pruning(), home, node, gate::closed);
        var jobs = new ArrayList<Job>();
        jobs.add(new Job("forget-answers", FORGETTING_INTERVAL, answers::forget));
        shared.lifecycle().atWork().ifPresent(found -> jobs.addAll(jobs(found)));
        jobs.addAll(jobs(campaigns));
        var schedules = new Schedules(shared.pruning(), home);
        if (schedules.any()) {
            jobs.add(new Job("run-schedules", SCHEDULE_INTERVAL, schedules::runOnce));
        }
        // Without a policy too: it forgets those that nobody has any more.
        jobs.add(new Job("watch-policies", WATCH_INTERVAL, new Watch(shared.pruning(), home)::runOnce));
        jobs.add(notifications());
        var working = Jobs.start(new Jobs.Staff(home.source(), node, gate), jobs);
        started = true;
        return List.of(Heartbeat.start(home, node, working::heed), working, campaigns::stop);
    }

    private Job notifications() {
        return webhook.map(hook -> new WebhookDelivery(home.source(), hook))
                .map(delivery -> new Job("deliver-notifications", DELIVERY_INTERVAL, delivery::runOnce))
                .orElseGet(() -> new Job(
                        "forget-notifications", FORGETTING_INTERVAL, () -> WebhookDelivery.forget(home.source())));
    }

    private List<Job> jobs(CarryingOn campaigns) {
        return shared.pruning().policies().isEmpty()
                ? List.of()
                : IntStream.rangeClosed(1, CAMPAIGNS_AT_ONCE)
                        .mapToObj(slot -> new Job("carry-on-campaigns-" + slot, CAMPAIGN_INTERVAL, campaigns::runOnce))
                        .toList();
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
