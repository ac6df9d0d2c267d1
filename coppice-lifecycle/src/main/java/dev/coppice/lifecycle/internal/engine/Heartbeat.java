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
 * whose writes are refused from then on anyway. One at a time.
 */
final class Heartbeat implements AutoCloseable {
    /** How long a lease lasts without one. */
    static final Duration LENGTH = Duration.ofSeconds(60);

    private static final Logger LOG = LoggerFactory.getLogger("dev.coppice.lifecycle");
    private static final AtomicInteger NUMBER = new AtomicInteger();

    private final Leases leases;
    private final Duration interval;
    private final CountDownLatch closed = new CountDownLatch(1);
    private Optional<Lease> watched = Optional.empty();
    private Thread worker = Thread.currentThread();
    private boolean lost;

    Heartbeat(Leases leases, Duration interval) {
        this.leases = leases;
        this.interval = interval;
    }

    Heartbeat started() {
        var thread = new Thread(this::beatUntilClosed, "coppice-heartbeat-" + NUMBER.incrementAndGet());
        thread.setDaemon(true);
        thread.start();
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
    }
}
