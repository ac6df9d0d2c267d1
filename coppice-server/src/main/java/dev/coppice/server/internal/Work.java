package dev.coppice.server.internal;

import dev.coppice.control.Webhook;
import dev.coppice.lifecycle.Lifecycle;
import dev.coppice.server.internal.home.HomeDatabase;
import dev.coppice.server.internal.jobs.Heartbeat;
import dev.coppice.server.internal.jobs.Job;
import dev.coppice.server.internal.jobs.Jobs;
import dev.coppice.server.internal.jobs.SchemaGate;
import dev.coppice.server.internal.replay.Answers;
import dev.coppice.server.internal.targets.TargetGate;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/** What a server does by itself: sensors, teardowns and campaigns under way, deliveries. For one thread. */
final class Work {
    /** Beside the sensor that carries them on, over all servers: one that takes an hour then keeps no other waiting. */
    private static final int MORE_TEARDOWNS_AT_ONCE = 3;

    /** Over all servers. */
    private static final int CAMPAIGNS_AT_ONCE = 4;

    /** The same for each target that is not the home, of which there may be many. */
    private static final int CAMPAIGNS_OF_A_TARGET = 2;

    private static final Duration TEARDOWN_INTERVAL = Duration.ofSeconds(5);
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
        var pruning = new ArrayList<PruningJobs>();
        var jobs = new ArrayList<Job>();
        jobs.add(new Job("forget-answers", FORGETTING_INTERVAL, answers::forget));
        shared.lifecycle().atWork().ifPresent(found -> jobs.addAll(jobs(found)));
        pruning.add(new PruningJobs(shared.pruning(), home, node, gate::closed));
        jobs.addAll(pruning.getFirst().jobs(CAMPAIGNS_AT_ONCE, webhook));
        shared.grounds().stream().filter(ground -> ground.database() != home).forEach(ground -> {
            var there = new TargetGate(ground, System::nanoTime);
            var own = new PruningJobs(ground.pruning(), ground.database(), node, () -> gate.closed() || there.closed());
            pruning.add(own);
            own.jobs(CAMPAIGNS_OF_A_TARGET, webhook).forEach(job -> jobs.add(there.guarding(job)));
        });
        var working = Jobs.start(new Jobs.Staff(home.source(), node, gate), jobs);
        started = true;
        return List.of(Heartbeat.start(home, node, working::heed), working, () -> pruning.forEach(PruningJobs::stop));
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
