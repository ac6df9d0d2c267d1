package dev.coppice.bench.internal.campaign;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import javax.sql.DataSource;

/**
 * What a server has to do beside a prune: short transactions that are due at a fixed rate, whether or not earlier ones are done. The
 * time of each counts from when it was due, so a stall counts for all that come due meanwhile. For one thread.
 */
final class Foreground implements AutoCloseable {
    private static final int CLIENTS = 8;
    private static final long BETWEEN = Duration.ofMillis(5).toNanos();
    private static final Duration WARM_UP = Duration.ofSeconds(1);

    private final long begun = System.nanoTime();
    private final AtomicLong tickets = new AtomicLong();
    private final ExecutorService threads = Executors.newFixedThreadPool(CLIENTS);
    private final List<Future<List<Served>>> clients;
    private volatile long until = Long.MAX_VALUE;

    private Foreground(DataSource database) {
        clients = IntStream.range(0, CLIENTS)
                .mapToObj(number -> threads.submit(() -> serve(database, number)))
                .toList();
    }

    /** When a transaction was due, and how long it took from then; by the clock of this process since the load began. */
    private record Served(long due, long took) {}

    /** Begins in a database of sessions; returns when all who take part are warm. */
    static Foreground warm(DataSource database) throws SQLException {
        ForegroundClient.prepare(database);
        var load = new Foreground(database);
        rest(WARM_UP);
        return load;
    }

    /** What a side meant to others: the times of those transactions that were due while it ran. */
    Latencies beside(Work side) throws SQLException {
        var from = System.nanoTime() - begun;
        side.run();
        until = System.nanoTime() - begun;
        var served = new ArrayList<Served>();
        for (var client : clients) {
            served.addAll(ended(client));
        }
        return Latencies.of(served.stream().filter(each -> each.due() >= from).mapToLong(Served::took));
    }

    /** Waits, and for no longer if it is interrupted. */
    static void rest(Duration time) {
        var until = System.nanoTime() + time.toNanos();
        for (var left = time.toNanos(); left > 0; left = until - System.nanoTime()) {
            if (Thread.currentThread().isInterrupted()) {
                throw new IllegalStateException("interrupted");
            }
            LockSupport.parkNanos(left);
        }
    }

    // All that come due before the end are served, however late: those are the ones that matter.
    private List<Served> serve(DataSource database, int number) throws SQLException {
        var served = new ArrayList<Served>();
        try (var client = ForegroundClient.of(database, number)) {
            for (var due = due(); due <= until; due = due()) {
                rest(Duration.ofNanos(begun + due - System.nanoTime()));
                client.transact();
                served.add(new Served(due, System.nanoTime() - begun - due));
            }
        }
        return served;
    }

    private long due() {
        return tickets.getAndIncrement() * BETWEEN;
    }

    private static List<Served> ended(Future<List<Served>> client) throws SQLException {
        try {
            return client.get();
        } catch (InterruptedException asked) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", asked);
        } catch (ExecutionException failure) {
            if (failure.getCause() instanceof SQLException known) {
                throw known;
            }
            throw new IllegalStateException("a client failed", failure.getCause());
        }
    }

    @Override
    public void close() {
        until = Math.min(until, System.nanoTime() - begun);
        threads.close();
    }

    /** What is run beside the load. */
    @FunctionalInterface
    interface Work {
        /** Runs it. */
        void run() throws SQLException;
    }
}
