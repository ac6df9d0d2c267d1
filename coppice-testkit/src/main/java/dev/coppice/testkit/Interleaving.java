package dev.coppice.testkit;

import static java.util.stream.Collectors.joining;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;

/**
 * Drives threads through one exact interleaving, step by step and without sleeping.
 *
 * <p>The code under test calls a pause point, any functional interface that takes the name of a place; the test gives it
 * {@code interleaving::reached}. Threads started by {@link #start} stop where {@link #stopAt} says; to every other thread
 * a pause point does nothing. Each wait is bounded, and its error says where every actor stands. Close it, best by
 * try-with-resources: that lets all actors run to their end, and fails if one failed and nobody asked for its result.
 */
public final class Interleaving implements AutoCloseable {
    private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(10);
    // language=SQL
    private static final String IS_BLOCKED = "SELECT pg_catalog.cardinality(pg_catalog.pg_blocking_pids(?)) > 0";
    // language=SQL
    private static final String BLOCKS = """
            SELECT EXISTS (SELECT FROM pg_catalog.pg_stat_activity a WHERE a.wait_event_type = 'Lock'
                           AND ? = ANY (pg_catalog.pg_blocking_pids(a.pid)))
            """;

    /** Guards everything here and in the actors. */
    final ReentrantLock lock = new ReentrantLock();

    private final Condition changed = lock.newCondition();
    private final Duration timeout;
    private final Set<Stop> stops = new HashSet<>();
    private final List<Actor<?>> actors = new ArrayList<>();

    private record Stop(@Nullable String actor, String place) {}

    /** An interleaving whose waits end after ten seconds. */
    public Interleaving() {
        this(DEFAULT_TIMEOUT);
    }

    /** An interleaving whose waits end after {@code timeout}. */
    public Interleaving(Duration timeout) {
        this.timeout = timeout;
    }

    /** Every actor stops whenever it reaches {@code place}. */
    public Interleaving stopAt(String place) {
        return locked(() -> stops.add(new Stop(null, place)));
    }

    /** The actor of this name stops whenever it reaches {@code place}; others pass. */
    public Interleaving stopAt(String actor, String place) {
        return locked(() -> stops.add(new Stop(actor, place)));
    }

    /** Nobody stops at {@code place} any more; who stands there still waits to be resumed. */
    public Interleaving passAt(String place) {
        return locked(() -> stops.removeIf(stop -> stop.place().equals(place)));
    }

    /** Starts a thread that does {@code work} and can be stopped. */
    public <T> Actor<T> start(String name, Callable<T> work) {
        var actor = new Actor<>(this, name, work);
        locked(() -> actors.add(actor));
        actor.begin();
        return actor;
    }

    /** The pause point to give to the code under test. */
    public void reached(String place) {
        var actor = Actor.CURRENT.get();
        if (actor != null && actor.isOf(this)) {
            actor.reached(place);
        }
    }

    /** Waits until the session of {@code connection}, in use by an actor, waits for a lock that another session holds. */
    public void awaitBlocked(DataSource observer, Connection connection) throws SQLException {
        awaitBlocked(observer, pid(connection));
    }

    /** Waits until the session with process id {@code pid} waits for a lock that another session holds. */
    public void awaitBlocked(DataSource observer, int pid) throws SQLException {
        awaitAnswer(observer, IS_BLOCKED, pid, "backend " + pid + " waits for a lock");
    }

    /** Waits until any session waits for a lock that the session of {@code connection} holds. */
    public void awaitBlockedBy(DataSource observer, Connection connection) throws SQLException {
        var pid = pid(connection);
        awaitAnswer(observer, BLOCKS, pid, "a backend waits for a lock of backend " + pid);
    }

    /** Lets every actor run to its end, and fails for one that does not end, or that failed without anybody asking. */
    @Override
    public void close() {
        List<Actor<?>> all;
        lock.lock();
        try {
            stops.clear();
            all = List.copyOf(actors);
            all.forEach(Actor::letGo);
        } finally {
            lock.unlock();
        }
        all.forEach(Actor::awaitEnd);
        all.forEach(Actor::failIfUnasked);
    }

    boolean stopsAt(String actor, String place) {
        return stops.contains(new Stop(null, place)) || stops.contains(new Stop(actor, place));
    }

    void tell() {
        changed.signalAll();
    }

    /** Waits, under the lock, until {@code reached} holds. */
    void await(String wanted, BooleanSupplier reached) {
        var nanos = timeout.toNanos();
        lock.lock();
        try {
            while (!reached.getAsBoolean()) {
                if (nanos <= 0) {
                    throw timedOut(wanted);
                }
                nanos = changed.awaitNanos(nanos);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting until " + wanted, interrupted);
        } finally {
            lock.unlock();
        }
    }

    AssertionError timedOut(String wanted) {
        lock.lock();
        try {
            var standings = actors.stream().map(Actor::standing).collect(joining("; "));
            return new AssertionError("Waited " + timeout.toMillis() + " ms in vain until " + wanted + ". "
                    + (standings.isEmpty() ? "No actor was started." : "Actors: " + standings + "."));
        } finally {
            lock.unlock();
        }
    }

    private void awaitAnswer(DataSource observer, String question, int pid, String wanted) throws SQLException {
        var deadline = System.nanoTime() + timeout.toNanos();
        try (var connection = observer.getConnection();
                var statement = connection.prepareStatement(question)) {
            statement.setInt(1, pid);
            while (true) {
                try (var row = statement.executeQuery()) {
                    row.next();
                    if (row.getBoolean(1)) {
                        return;
                    }
                }
                if (System.nanoTime() > deadline) {
                    throw timedOut(wanted);
                }
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(2));
            }
        }
    }

    private static int pid(Connection connection) throws SQLException {
        return connection.unwrap(PGConnection.class).getBackendPID();
    }

    private Interleaving locked(Runnable change) {
        lock.lock();
        try {
            change.run();
            return this;
        } finally {
            lock.unlock();
        }
    }
}
