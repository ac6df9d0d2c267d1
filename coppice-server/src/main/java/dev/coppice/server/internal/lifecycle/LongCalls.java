package dev.coppice.server.internal.lifecycle;

import dev.coppice.ops.Fault;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

/** Calls for whose end their caller waits: so many at once, so that others still find a connection. Safe for any thread. */
final class LongCalls {
    private static final int MOST = 4;

    private final String code;
    private final String busy;
    private final Semaphore free = new Semaphore(MOST);

    private LongCalls(String code, String busy) {
        this.code = code;
        this.busy = busy;
    }

    /** Those that read or write a whole backup. */
    static LongCalls ofBackups() {
        return new LongCalls("backup.too-many", "backups");
    }

    /** Those that look into every store of a resource. */
    static LongCalls ofLooks() {
        return new LongCalls("resource.too-many-looks", "looks into stores");
    }

    /**
     * Makes a call.
     *
     * @throws dev.coppice.ops.CoppiceException {@code backup.too-many}, {@code resource.too-many-looks}
     */
    <T> T run(Supplier<T> call) {
        if (!free.tryAcquire()) {
            throw Fault.of(code, Fault.Kind.UNAVAILABLE)
                    .refused("The request was not carried out.")
                    .found("This server is at " + MOST + " " + busy + " already, and takes no more at once.")
                    .changed("Nothing was changed.")
                    .next("Ask again when one of them has ended.")
                    .exception();
        }
        try {
            return call.get();
        } finally {
            free.release();
        }
    }
}
