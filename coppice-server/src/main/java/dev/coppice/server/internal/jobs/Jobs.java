package dev.coppice.server.internal.jobs;

import static com.github.kagkarlsson.scheduler.task.schedule.Schedules.fixedDelay;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.SchedulerName;
import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import dev.coppice.ops.internal.DatabaseClock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs jobs in turn with every other server on the database: what is due, by the database's clock, is taken by one of them, and
 * taken over by another within a minute after the one that had it died. Should a server that is only slow be taken for dead, a
 * pass runs twice at once, which every pass bears.
 */
public final class Jobs implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Jobs.class);
    private static final String TABLE = "coppice.job";
    private static final int DEAD_AFTER_HEARTBEATS = 6;
    private static final Pace USUAL = new Pace(Duration.ofSeconds(2), Duration.ofSeconds(8), Duration.ofSeconds(3));

    /** For how long a server may be silent before others take it for dead: less than a lease lasts. */
    static final Duration DEAD_AFTER = USUAL.heartbeat().multipliedBy(DEAD_AFTER_HEARTBEATS);

    /** For ever: jobs this server does not know are those of other servers and applications. */
    private static final Duration UNKNOWN_JOBS_KEPT = Duration.ofDays(36_500);

    private final Scheduler scheduler;
    private final SchemaGate gate;

    private Jobs(Scheduler scheduler, SchemaGate gate) {
        this.scheduler = scheduler;
        this.gate = gate;
    }

    /**
     * How fast things go.
     *
     * @param polledEvery how often a server looks for what is due
     * @param heartbeat how often it says that it lives
     * @param endsWithin how long a pass may go on once the server stops, and again once it was interrupted
     */
    record Pace(Duration polledEvery, Duration heartbeat, Duration endsWithin) {}

    /**
     * A server that works.
     *
     * @param source where its jobs stand
     * @param server its name
     * @param gate whether it may take work
     */
    public record Staff(DataSource source, String server, SchemaGate gate) {}

    /** Starts them, with a thread for each so that none waits for another. */
    public static Jobs start(Staff staff, List<Job> jobs) {
        return start(staff, jobs, USUAL);
    }

    static Jobs start(Staff staff, List<Job> jobs, Pace pace) {
        var source = staff.source();
        var threads = Executors.newFixedThreadPool(
                jobs.size(), Thread.ofPlatform().name("coppice-job-", 1).factory());
        var clock = new DatabaseClock(source);
        var scheduler = Scheduler.create(source)
                .clock(clock::instant)
                .tableName(TABLE)
                .schedulerName(new SchedulerName.Fixed(staff.server()))
                .startTasks(jobs.stream().map(job -> task(job, staff.gate())).toList())
                .threads(jobs.size())
                .executorService(threads)
                .pollingInterval(pace.polledEvery())
                .heartbeatInterval(pace.heartbeat())
                .missedHeartbeatsLimit(DEAD_AFTER_HEARTBEATS)
                .shutdownMaxWait(pace.endsWithin())
                .deleteUnresolvedAfter(UNKNOWN_JOBS_KEPT)
                .build();
        scheduler.start();
        LOG.info(
                "jobs started server={} jobs={}",
                staff.server(),
                jobs.stream().map(Job::name).toList());
        return new Jobs(scheduler, staff.gate());
    }

    /** Takes nothing more, lets what runs end within three seconds, then interrupts it and waits as long again. */
    @Override
    public void close() {
        scheduler.stop();
    }

    /** Leaves what is due to other servers while the gate is closed. */
    public void heed() {
        if (gate.look()) {
            scheduler.resume();
        } else {
            scheduler.pause();
        }
    }

    private static RecurringTask<Void> task(Job job, SchemaGate gate) {
        return Tasks.recurring(job.name(), fixedDelay(job.interval())).execute((instance, context) -> run(job, gate));
    }

    private static void run(Job job, SchemaGate gate) {
        try {
            if (gate.look()) {
                job.pass().run();
            }
        } catch (InterruptedException stopping) {
            // The thread ends after it; with the flag set again it could not even note that this pass is over.
            LOG.info("job {} was cut short, since the server stops; it is taken up again", job.name());
        }
    }
}
