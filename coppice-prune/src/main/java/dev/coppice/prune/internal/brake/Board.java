package dev.coppice.prune.internal.brake;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Where those who read brakes and those who wait for them meet. Safe for any thread. */
final class Board {
    private long changes;
    private boolean closed;

    synchronized long changes() {
        return changes;
    }

    synchronized void changed() {
        changes++;
        notifyAll();
    }

    synchronized boolean closed() {
        return closed;
    }

    /** Ends every rest, and those who rest. */
    synchronized void close() {
        closed = true;
        notifyAll();
    }

    /** Waits until something has changed since, or for so long. */
    synchronized void await(long since, Duration longest) throws InterruptedException {
        var until = System.nanoTime() + longest.toNanos();
        while (changes == since && System.nanoTime() < until) {
            TimeUnit.NANOSECONDS.timedWait(this, Math.max(1, until - System.nanoTime()));
        }
    }

    /** Waits for so long, unless everything ends. */
    synchronized void rest(Duration time) throws InterruptedException {
        var until = System.nanoTime() + time.toNanos();
        while (!closed && System.nanoTime() < until) {
            TimeUnit.NANOSECONDS.timedWait(this, Math.max(1, until - System.nanoTime()));
        }
    }
}
