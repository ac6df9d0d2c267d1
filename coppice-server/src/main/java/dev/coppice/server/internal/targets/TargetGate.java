package dev.coppice.server.internal.targets;

import dev.coppice.control.CoppiceSchema;
import dev.coppice.control.SchemaStatus;
import dev.coppice.ops.CoppiceException;
import dev.coppice.server.internal.jobs.Job;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jooq.exception.DataAccessException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether a server may work on a target now: it is there, and its schema is the one this program knows. The jobs of one that is away
 * wait without asking it more than once in ten seconds, and harm no other. Safe for any thread.
 */
public final class TargetGate {
    private static final Logger LOG = LoggerFactory.getLogger(TargetGate.class);
    private static final long AGAIN_AFTER = Duration.ofSeconds(10).toNanos();

    /** How often what is under way looks for itself: as often as a server looks at its home. */
    private static final long UNDER_WAY = Duration.ofSeconds(8).toNanos();

    private final String target;
    private final CoppiceSchema schema;
    private final LongSupplier nanoTime;
    private final ReentrantLock looking = new ReentrantLock();
    private volatile boolean replaced;
    private volatile long lookedAt;

    /** Why nothing is done there: a code, or the state of its schema; empty where work is done. */
    private String trouble = "";

    /** The gate of a target. */
    public TargetGate(Ground ground, LongSupplier nanoTime) {
        this.target = ground.target();
        this.schema = new CoppiceSchema(ground.database().source());
        this.nanoTime = nanoTime;
        this.lookedAt = nanoTime.getAsLong() - UNDER_WAY;
    }

    /**
     * Whether another program has brought the schema to a version that this one does not know. For what is under way, which must end
     * then: looks for itself where nobody has looked for eight seconds, since jobs of the target may begin elsewhere meanwhile.
     */
    public boolean closed() {
        if (age() >= UNDER_WAY && looking.tryLock()) {
            try {
                enter();
            } finally {
                looking.unlock();
            }
        }
        return replaced;
    }

    /** The same job under a name that has the target in it, done while the target is there. */
    public Job guarding(Job job) {
        return new Job(target + "/" + job.name(), job.interval(), () -> {
            if (look()) {
                unlessAway(job.pass());
            }
        });
    }

    /** A pass whose target goes away under it has waited, and not failed. */
    private void unlessAway(Job.Pass pass) throws InterruptedException {
        try {
            pass.run();
        } catch (CoppiceException | DataAccessException failure) {
            if (look()) {
                throw failure;
            }
        }
    }

    /** Looks, unless it was away a moment ago. */
    boolean look() throws InterruptedException {
        looking.lockInterruptibly();
        try {
            if (trouble.isEmpty() || age() >= AGAIN_AFTER) {
                enter();
            }
            return trouble.isEmpty();
        } finally {
            looking.unlock();
        }
    }

    private long age() {
        return nanoTime.getAsLong() - lookedAt;
    }

    private void enter() {
        try {
            var status = schema.status();
            replaced = status instanceof SchemaStatus.Ahead;
            if (status instanceof SchemaStatus.Current) {
                free();
            } else {
                hinder(status.toString(), "its schema coppice is not the one this server knows: " + status);
            }
        } catch (CoppiceException unreachable) {
            hinder(unreachable.code(), unreachable.fault().found());
        }
        lookedAt = nanoTime.getAsLong();
    }

    private void hinder(String found, String reason) {
        if (!found.equals(trouble)) {
            LOG.warn("target={} its jobs wait reason=\"{}\"", target, reason);
        }
        trouble = found;
    }

    private void free() {
        if (!trouble.isEmpty()) {
            LOG.info("target={} its jobs go on", target);
        }
        trouble = "";
    }
}
