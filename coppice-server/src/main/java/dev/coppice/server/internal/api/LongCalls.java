package dev.coppice.server.internal.api;

import dev.coppice.ops.Effect;
import dev.coppice.ops.Fault;
import dev.coppice.ops.Retry;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

/** Calls for whose end their caller waits: so many at once, so that others still find a connection. Safe for any thread. */
public final class LongCalls {
    private static final int MOST = 4;

    private final String code;
    private final String busy;
    private final Semaphore free = new Semaphore(MOST);

    private LongCalls(String code, String busy) {
        this.code = code;
        this.busy = busy;
    }

    /** Those that read or write a whole backup. */
    public static LongCalls ofBackups() {
        return new LongCalls("backup.too-many", "backups");
    }

    /** Those that let a sensor work. */
    public static LongCalls ofSensors() {
        return new LongCalls("sensor.too-many", "looks of sensors");
    }

    /** Those that look into every store of a resource. */
    public static LongCalls ofLooks() {
        return new LongCalls("resource.too-many-looks", "looks into stores");
    }

    /** Those that count what policies would delete. */
    public static LongCalls ofPlans() {
        return new LongCalls("plan.too-many", "plans");
    }

    /** Those that look for what would hurt. */
    public static LongCalls ofDoctors() {
        return new LongCalls("doctor.too-many", "examinations");
    }

    /** Those that look for a row. */
    public static LongCalls ofTraces() {
        return new LongCalls("trace.too-many", "searches for a row");
    }

    /** Those that wait for a chunk under way. */
    public static LongCalls ofGuards() {
        return new LongCalls("hold.too-many", "changes of holds and freeze");
    }

    /** Those that delete while their caller waits. */
    public static LongCalls ofPrunes() {
        return new LongCalls("campaign.too-many", "prune calls");
    }

    /** Those that read or restore an archive. */
    public static LongCalls ofArchives() {
        return new LongCalls("archive.too-many", "archives");
    }

    /** Those that look at every target. */
    public static LongCalls ofGlances() {
        return new LongCalls("target.too-many", "looks at all targets");
    }

    /** Those that read the whole audit trail. */
    public static LongCalls ofTrails() {
        return new LongCalls("audit.too-many", "checks of the audit trail");
    }

    /**
     * Makes a call.
     *
     * @throws dev.coppice.ops.CoppiceException {@code backup.too-many} and its like
     */
    public <T> T run(Supplier<T> call) {
        if (!free.tryAcquire()) {
            throw Fault.of(code, Fault.Kind.UNAVAILABLE)
                    .refused("The request was not carried out.")
                    .found("This server is at " + MOST + " " + busy + " already, and takes no more at once.")
                    .changed("Nothing was changed.")
                    .next("Ask again after 10 s, when one of them may have ended.")
                    .leaving(Effect.NONE, Retry.SAFE)
                    .exception();
        }
        try {
            return call.get();
        } finally {
            free.release();
        }
    }
}
