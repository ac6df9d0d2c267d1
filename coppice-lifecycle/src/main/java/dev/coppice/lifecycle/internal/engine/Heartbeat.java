package dev.coppice.lifecycle.internal.engine;

import dev.coppice.control.Lease;
import dev.coppice.control.Leases;
import dev.coppice.ops.CoppiceException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jooq.exception.DataAccessException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Renews the lease of the operation a worker is at, on a thread of its own; when the lease is lost, it interrupts the worker,
 * whose writes are refused from then on anyway. It also interrupts a worker whose call takes too long; one that does not hear
 * it loses its lease, so that another goes on. One at a time.
 */
final class Heartbeat implements AutoCloseable {
    /** How long a lease lasts without one. */
    static final Duration LENGTH = Duration.ofSeconds(60);

    /** For so long the end waits for a beat under way, whose connection may be closed next. */
    private static final Duration LAST_BEAT = Duration.ofSeconds(5);

    private static final Logger LOG = LoggerFactory.getLogger("dev.coppice.lifecycle");
    private static final AtomicInteger NUMBER = new AtomicInteger();

    private final Leases leases;
    private final Duration interval;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread beating = new Thread(this::beatUntilClosed, "coppice-heartbeat-" + NUMBER.incrementAndGet());
    private Optional<Lease> watched = Optional.empty();
    private Thread worker = Thread.currentThread();
    private boolean lost;
    private Optional<Long> until = Optional.empty();
    private boolean overdue;

    Heartbeat(Leases leases, Duration interval) {
        this.leases = leases;
        this.interval = interval;
    }

    Heartbeat started() {
        beating.setDaemon(true);
        beating.start();
        return this;
    }

    /** Keeps a lease of this thread from now on. */
    synchronized void keep(Lease lease) {
        watched = Optional.of(lease);
        worker = Thread.currentThread();
        lost = false;
    }

    /**
     * Leaves the lease alone again.
     *
     * @return whether it was lost; the interrupt that told so is gone then
     */
    synchronized boolean leave() {
        watched = Optional.empty();
        if (lost) {
            Thread.interrupted();
        }
        return lost;
    }

    /** From now on this thread has so long, until {@link #unlimited}. */
    synchronized void limit(Duration most) {
        worker = Thread.currentThread();
        until = Optional.of(System.nanoTime() + most.toNanos());
    }

    /**
     * Gives this thread all the time again.
     *
     * @return whether its time was over; the interrupt that told so is gone then
     */
    synchronized boolean unlimited() {
        var over = overdue;
        until = Optional.empty();
        overdue = false;
        if (over) {
            Thread.interrupted();
        }
        return over;
    }

    /** Passes unless the lease was lost: nobody beats for it any more, and the interrupt that told so may have been swallowed. */
    synchronized void requireKept() throws InterruptedException {
        if (lost) {
            throw new InterruptedException("the lease was lost in a step");
        }
    }

    private void beatUntilClosed() {
        try {
            while (!closed.await(interval.toNanos(), TimeUnit.NANOSECONDS)) {
                beat();
            }
        } catch (InterruptedException nobodyInterruptsIt) {
            Thread.currentThread().interrupt();
        }
    }

    private void beat() {
        remind();
        var lease = now();
        if (lease.isEmpty()) {
            return;
        }
        try {
            leases.heartbeat(lease.get(), LENGTH);
        } catch (CoppiceException gone) {
            lose(lease.get());
        } catch (DataAccessException unreached) {
            LOG.debug("lease={} was not renewed", lease.get().name(), unreached);
        }
    }

    private synchronized Optional<Lease> now() {
        return watched;
    }

    private synchronized void remind() {
        var over = until.map(end -> System.nanoTime() - end).orElse(-1L);
        if (over >= 0 && !overdue) {
            overdue = true;
            worker.interrupt();
        }
        if (over >= LENGTH.toNanos()) {
            watched.ifPresent(this::lose);
        }
    }

    private synchronized void lose(Lease lease) {
        if (watched.equals(Optional.of(lease))) {
            lost = true;
            watched = Optional.empty();
            worker.interrupt();
        }
    }

    @Override
    public void close() {
        closed.countDown();
        var until = System.nanoTime() + LAST_BEAT.toNanos();
        // Most often it ends because its worker was interrupted.
        var stopping = false;
        while (beating.isAlive() && System.nanoTime() < until) {
            try {
                beating.join(Duration.ofNanos(until - System.nanoTime()));
            } catch (InterruptedException asked) {
                stopping = true;
            }
        }
        if (stopping) {
            Thread.currentThread().interrupt();
        }
    }
}
