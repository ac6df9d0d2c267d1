package dev.coppice.server.internal;

import dev.coppice.control.Webhook;
import dev.coppice.control.WebhookDelivery;
import dev.coppice.server.internal.erasing.OpenErasures;
import dev.coppice.server.internal.home.HomeDatabase;
import dev.coppice.server.internal.jobs.Job;
import dev.coppice.server.internal.pruning.CarryingOn;
import dev.coppice.server.internal.pruning.PruningHost;
import dev.coppice.server.internal.schedule.Schedules;
import dev.coppice.server.internal.schedule.Watch;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;

/** What servers do by themselves on one database that is pruned. For one thread. */
final class PruningJobs {
    private static final Duration CAMPAIGN_INTERVAL = Duration.ofSeconds(3);
    private static final Duration ERASURE_INTERVAL = Duration.ofSeconds(5);
    private static final Duration SCHEDULE_INTERVAL = Duration.ofSeconds(5);
    private static final Duration WATCH_INTERVAL = Duration.ofMinutes(5);
    private static final Duration DELIVERY_INTERVAL = Duration.ofSeconds(5);
    private static final Duration FORGETTING_INTERVAL = Duration.ofHours(1);

    private final PruningHost pruning;
    private final HomeDatabase database;
    private final String node;
    private final CarryingOn campaigns;

    /** Of the policies and subjects of {@code pruning}, whose campaigns lie in {@code database}; they are left once {@code leaving} says so. */
    PruningJobs(PruningHost pruning, HomeDatabase database, String node, BooleanSupplier leaving) {
        this.pruning = pruning;
        this.database = database;
        this.node = node;
        this.campaigns = new CarryingOn(pruning, database, node, leaving);
    }

    /** The jobs, with so many campaigns at once over all servers. */
    List<Job> jobs(int campaignsAtOnce, Optional<Webhook> webhook) {
        var jobs = new ArrayList<Job>();
        if (!pruning.idle()) {
            IntStream.rangeClosed(1, campaignsAtOnce)
                    .mapToObj(slot -> new Job("carry-on-campaigns-" + slot, CAMPAIGN_INTERVAL, campaigns::runOnce))
                    .forEach(jobs::add);
        }
        if (!pruning.subjects().all().isEmpty()) {
            jobs.add(new Job("end-erasures", ERASURE_INTERVAL, new OpenErasures(pruning, node)::runOnce));
        }
        var schedules = new Schedules(pruning, database);
        if (schedules.any()) {
            jobs.add(new Job("run-schedules", SCHEDULE_INTERVAL, schedules::runOnce));
        }
        // Without a policy too: it forgets those that nobody has any more.
        jobs.add(new Job("watch-policies", WATCH_INTERVAL, new Watch(pruning, database)::runOnce));
        jobs.add(notifications(webhook));
        return jobs;
    }

    /** Has what is under way end with its chunk, and begins nothing more. */
    void stop() {
        campaigns.stop();
    }

    private Job notifications(Optional<Webhook> webhook) {
        return webhook.map(this::delivery)
                .map(delivery -> new Job("deliver-notifications", DELIVERY_INTERVAL, delivery::runOnce))
                .orElseGet(() -> new Job(
                        "forget-notifications", FORGETTING_INTERVAL, () -> WebhookDelivery.forget(database.source())));
    }

    private WebhookDelivery delivery(Webhook webhook) {
        var delivery = new WebhookDelivery(database.source(), webhook);
        return pruning.target().map(delivery::about).orElse(delivery);
    }
}
