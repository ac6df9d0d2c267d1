package dev.coppice.server.internal.http;

import dev.coppice.ops.CoppiceException;
import dev.coppice.ops.Fault.Kind;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Looks at one subject for all who watch it, until it is over or nobody watches. A database out of reach is told and looked
 * for again; any other failure ends it. Safe for any thread.
 */
final class SharedLook implements Runnable {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final EventSource source;
    private final Function<Exception, Problem> told;
    private @Nullable Seen newest;
    private boolean stopped;

    SharedLook(EventSource source, Function<Exception, Problem> told) {
        this.source = source;
        this.told = told;
    }

    /**
     * What was seen at one look.
     *
     * @param version grows with each change
     * @param event {@code state} or {@code trouble}
     * @param data what is sent
     * @param last whether there will be no other
     * @param failure what kept the look from seeing anything
     */
    record Seen(
            long version,
            String event,
            String data,
            boolean last,
            @Nullable Exception failure) {
        boolean tells(Seen other) {
            return event.equals(other.event) && data.equals(other.data) && last == other.last;
        }
    }

    /** What is newer than a version, once there is something; empty when nothing came in time. */
    Optional<Seen> after(long version, Duration patience) throws InterruptedException {
        long left = patience.toNanos();
        lock.lockInterruptibly();
        try {
            while (newest == null || newest.version() <= version) {
                if (left <= 0) {
                    return Optional.empty();
                }
                left = changed.awaitNanos(left);
            }
            return Optional.of(newest);
        } finally {
            lock.unlock();
        }
    }

    /** Whether the last look was taken. */
    boolean over() {
        lock.lock();
        try {
            return newest != null && newest.last();
        } finally {
            lock.unlock();
        }
    }

    /** Lets the look under way be the last. */
    void stop() {
        lock.lock();
        try {
            stopped = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void run() {
        long version = 0;
        try {
            do {
                version++;
                publish(look(version));
            } while (goOn());
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        }
    }

    // Whatever a look throws is told to those who watch; it must not end the thread unseen.
    @SuppressWarnings("CatchingUnchecked")
    private Seen look(long version) {
        try {
            var snapshot = source.look().get();
            return new Seen(version, "state", snapshot.data(), snapshot.last(), null);
        } catch (Exception failure) {
            boolean passing =
                    failure instanceof CoppiceException known && known.fault().kind() == Kind.UNAVAILABLE;
            return new Seen(version, "trouble", Json.write(told.apply(failure)), !passing, failure);
        }
    }

    private void publish(Seen seen) {
        lock.lock();
        try {
            if (newest == null || !newest.tells(seen)) {
                newest = seen;
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    private boolean goOn() throws InterruptedException {
        long left = source.every().toNanos();
        lock.lockInterruptibly();
        try {
            while (!stopped && !(newest != null && newest.last()) && left > 0) {
                left = changed.awaitNanos(left);
            }
            return !stopped && !(newest != null && newest.last());
        } finally {
            lock.unlock();
        }
    }
}
