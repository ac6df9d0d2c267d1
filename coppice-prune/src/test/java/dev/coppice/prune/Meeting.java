package dev.coppice.prune;

import dev.coppice.ops.internal.PausePoint;
import dev.coppice.testkit.TestDatabase;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Holds each worker at its first claim of the walk until so many have come: then all of them hold roots at once. */
final class Meeting implements PausePoint {
    private static final long LONGEST_SECONDS = 60;

    private final TestDatabase db;
    private final CountDownLatch missing;
    private final Set<Thread> come = ConcurrentHashMap.newKeySet();

    Meeting(TestDatabase db, int workers) {
        this.db = db;
        this.missing = new CountDownLatch(workers);
    }

    @Override
    public void reached(String place) {
        if (place.equals("chunk.claimed") && missing.getCount() > 0 && walks() && come.add(Thread.currentThread())) {
            missing.countDown();
            await();
        }
    }

    /** Whether all have come. */
    boolean met() {
        return missing.getCount() == 0;
    }

    /** Waits until all have come. */
    void await() {
        try {
            if (!missing.await(LONGEST_SECONDS, TimeUnit.SECONDS)) {
                throw new IllegalStateException(missing.getCount() + " workers did not come");
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean walks() {
        return new Database(db)
                .list("SELECT pass FROM coppice.campaign WHERE ended_at IS NULL")
                .contains("walk");
    }
}
