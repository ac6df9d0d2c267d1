package dev.coppice.prune;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for a condition that nobody announces. */
final class Until {
    private static final Duration LONGEST = Duration.ofSeconds(60);
    private static final long BETWEEN_NANOS = 5_000_000;

    private Until() {}

    static void holds(BooleanSupplier condition) {
        var until = System.nanoTime() + LONGEST.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > until) {
                throw new AssertionError("it did not come true within " + LONGEST);
            }
            LockSupport.parkNanos(BETWEEN_NANOS);
        }
    }
}
