package dev.coppice.server.internal.console;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A count that many viewers share. It is made anew at most every five seconds, and never keeps the database busy for more
 * than a twentieth of the time: what took two seconds is left alone for forty. Safe for any thread.
 */
final class Remembered<T> {
    private static final long AT_MOST_EVERY = Duration.ofSeconds(4).toNanos();
    private static final int REST = 20;

    private final Supplier<T> count;
    private final Executor executor;
    private final LongSupplier nanoTime;
    private @Nullable CompletableFuture<T> running;
    private @Nullable T last;
    private long dueAt;

    Remembered(Supplier<T> count, Executor executor, LongSupplier nanoTime) {
        this.count = count;
        this.executor = executor;
        this.nanoTime = nanoTime;
        this.dueAt = nanoTime.getAsLong();
    }

    /** The count under way, one just begun because it was due, or the last one. */
    synchronized CompletableFuture<T> current() {
        if (running != null) {
            return running;
        }
        var known = last;
        if (known != null && nanoTime.getAsLong() - dueAt < 0) {
            return CompletableFuture.completedFuture(known);
        }
        var begun = CompletableFuture.supplyAsync(this::counted, executor);
        running = begun; // its end waits for this monitor, so it cannot have been cleared yet
        return begun;
    }

    /** The last count; null before the first has ended. */
    synchronized @Nullable T last() {
        return last;
    }

    private T counted() {
        long start = nanoTime.getAsLong();
        try {
            var value = count.get();
            keep(value, nanoTime.getAsLong() - start);
            return value;
        } finally {
            ended();
        }
    }

    private synchronized void keep(T value, long took) {
        last = value;
        dueAt = nanoTime.getAsLong() + Math.max(AT_MOST_EVERY, REST * took);
    }

    private synchronized void ended() {
        running = null;
    }
}
