package dev.coppice.spring.internal.jobs;

import static com.github.kagkarlsson.scheduler.task.schedule.Schedules.fixedDelay;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.SchedulerName;
import com.github.kagkarlsson.scheduler.event.AbstractSchedulerListener;
import com.github.kagkarlsson.scheduler.logging.LogLevel;
import com.github.kagkarlsson.scheduler.task.ExecutionContext;
import com.github.kagkarlsson.scheduler.task.TaskInstanceId;
import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import dev.coppice.lifecycle.Lifecycle;
import dev.coppice.ops.CoppiceException;
import dev.coppice.ops.Fault;
import dev.coppice.ops.internal.DatabaseClock;
import dev.coppice.prune.Campaigns;
import dev.coppice.prune.Policy;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Runs the jobs of an application in turn with its other instances: what is due, by the database's clock, is taken by one of
 * them, and taken over by another within a minute after the one that had it died. Starts and stops with the application; a campaign under way ends its chunk
 * first, and goes on elsewhere. Safe for any thread.
 *
 * <p>Several applications and servers may share a database: the jobs of each have its name before theirs, and nobody touches
 * jobs they do not know.
 */
public final class ApplicationJobs implements SmartLifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(ApplicationJobs.class);
    private static final String TABLE = "coppice.job";
    /** After them an instance is taken for dead, which another notices two later at the latest. */
    static final int DEAD_AFTER_HEARTBEATS = 6;

    private static final Duration SILENT_AFTER = Duration.ofMinutes(1);

    /** For ever: jobs this application does not know are those of others. */
    private static final Duration UNKNOWN_JOBS_KEPT = Duration.ofDays(36_500);

    static final Pace USUAL = new Pace(Duration.ofSeconds(5), Duration.ofSeconds(6), Duration.ofSeconds(10));

    private final DataSource source;
    private final InstantSource clock;
    private final List<Job> jobs;
    private final Pace pace;
    private volatile @Nullable Scheduler scheduler;
    private volatile Instant looked = Instant.EPOCH;

    ApplicationJobs(DataSource source, InstantSource clock, List<Job> jobs, Pace pace) {
        this.source = source;
        this.clock = clock;
        this.jobs = List.copyOf(jobs);
        this.pace = pace;
    }

    /**
     * How fast things go.
     *
     * @param polledEvery how often an instance looks for what is due
     * @param heartbeat how often it says that it lives
     * @param endsWithin how long a pass may go on once the application stops, and again once it was interrupted
     */
    record Pace(Duration polledEvery, Duration heartbeat, Duration endsWithin) {}

    /**
     * What there is to do.
     *
     * @param policies those of which some have a schedule
     * @param campaigns where they are executed
     * @param lifecycle whose sensors run, where there is one
     */
    public record Work(List<Policy> policies, Campaigns campaigns, Optional<Lifecycle> lifecycle) {
        List<Job> jobs(String application, InstantSource clock) {
            var jobs = new ArrayList<>(new PolicyJobs(application, campaigns, policies, clock).all());
            lifecycle
                    .map(Lifecycle::sensors)
                    .orElse(List.of())
                    .forEach(sensor -> jobs.add(new Job(
                            application + ":sensor-" + sensor.name(),
                            fixedDelay(sensor.interval()),
                            context -> sensor.runOnce())));
            return jobs;
        }
    }

    /**
     * The jobs of an application; none run before it starts.
     *
     * @throws CoppiceException {@code jobs.unnamed} when there are any and the application has no name
     */
    public static ApplicationJobs of(DataSource source, String application, Work work) {
        var clock = new DatabaseClock(source);
        var jobs = work.jobs(application, clock);
        if (application.isBlank() && !jobs.isEmpty()) {
            throw unnamed().exception();
        }
        return new ApplicationJobs(source, clock, jobs, USUAL);
    }

    private static Fault unnamed() {
        return Fault.of("jobs.unnamed", Fault.Kind.USAGE)
                .refused("The jobs of this application were not started.")
                .found("It has no spring.application.name, by which its instances tell their jobs from those of other"
                        + " applications on the database.")
                .changed("Nothing was changed.")
                .next("Set spring.application.name to a name that all its instances have, and no other application.");
    }

    /** Starts them, with a thread for each so that none waits for another. */
    @Override
    public synchronized void start() {
        if (scheduler != null || jobs.isEmpty()) {
            return;
        }
        var threads = Executors.newFixedThreadPool(
                jobs.size(), Thread.ofPlatform().name("coppice-job-", 1).factory());
        var made = Scheduler.create(source)
                .tableName(TABLE)
                .clock(clock::instant)
                .schedulerName(new SchedulerName.Fixed(instance()))
                .startTasks(jobs.stream().map(ApplicationJobs::task).toList())
                .threads(jobs.size())
                .executorService(threads)
                .pollingInterval(pace.polledEvery())
                .heartbeatInterval(pace.heartbeat())
                .missedHeartbeatsLimit(DEAD_AFTER_HEARTBEATS)
                .shutdownMaxWait(pace.endsWithin())
                .deleteUnresolvedAfter(UNKNOWN_JOBS_KEPT)
                .commitWhenAutocommitDisabled(true)
                .failureLogging(LogLevel.OFF, false) // run() has told it
                .addSchedulerListener(new Looks())
                .build();
        looked = Instant.now();
        made.start();
        scheduler = made;
        LOG.info("jobs started: {}", jobs.stream().map(Job::name).toList());
    }

    /** Takes nothing more, lets what runs end within ten seconds, then interrupts it and waits as long again. */
    @Override
    public synchronized void stop() {
        var running = scheduler;
        if (running != null) {
            running.stop();
            scheduler = null;
        }
    }

    @Override
    public boolean isRunning() {
        return scheduler != null;
    }

    /** Whether there is anything to do, and this instance has looked for it within the last minute. */
    public Pulse pulse() {
        if (jobs.isEmpty()) {
            return Pulse.IDLE;
        }
        return isRunning() && Instant.now().isBefore(looked.plus(SILENT_AFTER)) ? Pulse.ALIVE : Pulse.SILENT;
    }

    /** How jobs are doing in this instance. */
    public enum Pulse {
        /** There are none. */
        IDLE,
        /** It looks for what is due. */
        ALIVE,
        /** It has stopped, or its database does not answer. */
        SILENT
    }

    /**
     * How a job stands, over all instances.
     *
     * @param name its name
     * @param next when it is due
     * @param running whether an instance does it now
     * @param lastSuccess when it last ended well
     * @param lastFailure when it last failed
     */
    public record Standing(
            String name,
            Instant next,
            boolean running,
            @Nullable Instant lastSuccess,
            @Nullable Instant lastFailure) {}

    /** How they stand; empty when they do not run in this instance. */
    public List<Standing> standings() {
        return Optional.ofNullable(scheduler).stream()
                .flatMap(asked -> jobs.stream()
                        .flatMap(job ->
                                asked
                                        .getScheduledExecution(TaskInstanceId.of(job.name(), RecurringTask.INSTANCE))
                                        .stream()))
                .map(found -> new Standing(
                        found.getTaskInstance().getTaskName(),
                        found.getExecutionTime(),
                        found.isPicked(),
                        found.getLastSuccess(),
                        found.getLastFailure()))
                .toList();
    }

    private static RecurringTask<Void> task(Job job) {
        return Tasks.recurring(job.name(), job.times()).execute((instance, context) -> run(job, context));
    }

    private static void run(Job job, ExecutionContext context) {
        try {
            job.pass().run(context);
        } catch (InterruptedException stopping) {
            // The thread ends after it; with the flag set again it could not even note that this pass is over.
            LOG.info("job {} was cut short, since the application stops; it is taken up again", job.name());
        } catch (CoppiceException refused) {
            LOG.warn("job {}: {}", job.name(), refused.getMessage());
            throw refused;
        } catch (RuntimeException broken) {
            LOG.error("job {} failed", job.name(), broken);
            throw broken;
        }
    }

    /** What other instances call this one: host and process, and a number where a process has several. */
    private static String instance() {
        return ManagementFactory.getRuntimeMXBean().getName() + "#"
                + ThreadLocalRandom.current().nextInt(10_000);
    }

    private final class Looks extends AbstractSchedulerListener {
        @Override
        public void onSchedulerEvent(SchedulerEventType event) {
            if (event == SchedulerEventType.RAN_EXECUTE_DUE) {
                looked = Instant.now();
            }
        }
    }
}
