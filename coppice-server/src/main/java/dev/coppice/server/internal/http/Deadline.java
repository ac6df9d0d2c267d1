package dev.coppice.server.internal.http;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/** Interrupts the thread that made it once the time is up, and never after it was closed. */
final class Deadline implements AutoCloseable {
    private final ReentrantLock lock = new ReentrantLock();
    private final Thread thread = Thread.currentThread();
    private final CompletableFuture<Void> timer = new CompletableFuture<>();
    private boolean closed;
    private boolean passed;

    private Deadline() {}

    static Deadline in(Duration within) {
        var deadline = new Deadline();
        var unused = deadline.timer
                .orTimeout(within.toNanos(), TimeUnit.NANOSECONDS)
                .whenComplete((done, late) -> {
                    if (late != null) {
                        deadline.strike();
                    }
                });
        return deadline;
    }

    boolean passed() {
        lock.lock();
        try {
            return passed;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            if (passed) {
                // An interrupt meant for the waiting must not reach what this thread does next.
                Thread.interrupted();
            }
        } finally {
            lock.unlock();
        }
        timer.complete(null);
    }

    private void strike() {
        lock.lock();
        try {
            if (!closed) {
                passed = true;
                thread.interrupt();
            }
        } finally {
            lock.unlock();
        }
    }
}
