package dev.coppice.ops.spi;

import java.time.Duration;

/** Waits between two tries of a transaction. Called by any thread, never inside a transaction. */
@FunctionalInterface
public interface Waiter {
    /**
     * Waits for about {@code pause}.
     *
     * @throws InterruptedException when the thread is interrupted; the failed try is then not repeated
     */
    void await(Duration pause) throws InterruptedException;
}
