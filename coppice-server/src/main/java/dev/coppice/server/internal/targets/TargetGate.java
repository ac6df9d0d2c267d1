package dev.coppice.server.internal.targets;

import dev.coppice.control.CoppiceSchema;
import dev.coppice.control.SchemaStatus;
import dev.coppice.ops.CoppiceException;
import dev.coppice.server.internal.jobs.Job;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether a server may work on a target now: it is there, and its schema is the one this program knows. The jobs of one that is away
 * wait without asking it more than once in ten seconds, and harm no other. Safe for any thread.
 */
public final class TargetGate {
    private static final Logger LOG = LoggerFactory.getLogger(TargetGate.class);
    private static final long AGAIN_AFTER = Duration.ofSeconds(10).toNanos();

    private final String target;
    private final CoppiceSchema schema;
    private final LongSupplier nanoTime;
    private final ReentrantLock looking = new ReentrantLock();
    private volatile boolean shut;
    private volatile boolean replaced;
    private long dueAt;

    /** The gate of a target. */
    public TargetGate(Ground ground, LongSupplier nanoTime) {
        this.target = ground.target();
        this.schema = new CoppiceSchema(ground.database().source());
        this.nanoTime = nanoTime;
    }

    /** Whether another program had brought the schema to a version that this one does not know, when it was last looked at. */
    public boolean closed() {
        return replaced;
    }

    /** The same job under a name that has the target in it, done while the target is there. */
    public Job guarding(Job job) {
        return new Job(target + "/" + job.name(), job.interval(), () -> {
            if (look()) {
                job.pass().run();
            }
        });
    }

    /** Looks, unless it was away a moment ago. */
    boolean look() throws InterruptedException {
        looking.lockInterruptibly();
        try {
            if (!shut || nanoTime.getAsLong() - dueAt >= 0) {
                enter();
            }
            return !shut;
        } finally {
            looking.unlock();
        }
    }

    private void enter() {
        try {
            var status = schema.status();
            replaced = status instanceof SchemaStatus.Ahead;
            enter(
                    status instanceof SchemaStatus.Current
                            ? ""
                            : "its schema coppice is not the one this server knows: " + status);
        } catch (CoppiceException unreachable) {
            enter(unreachable.fault().found());
        }
        dueAt = nanoTime.getAsLong() + AGAIN_AFTER;
    }

    private void enter(String trouble) {
        if (!trouble.isEmpty() && !shut) {
            LOG.warn("target={} its jobs wait reason=\"{}\"", target, trouble);
        } else if (trouble.isEmpty() && shut) {
            LOG.info("target={} its jobs go on", target);
        }
        shut = !trouble.isEmpty();
    }
}
