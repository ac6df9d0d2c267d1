package dev.coppice.server;

import dev.coppice.testkit.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waits for conditions, never for time. */
final class Waiting {
    private static final long GIVE_UP = 60_000_000_000L;

    private Waiting() {}

    /** Runs work on another thread and returns once its connection waits for a lock. */
    static <T> CompletableFuture<T> forLock(TestDatabase database, Connection connection, Supplier<T> work)
            throws SQLException {
        int backend = backend(connection);
        var running = CompletableFuture.supplyAsync(work);
        until(() -> waitsForLock(database, backend));
        return running;
    }

    /** Runs work on another thread and returns once some session waits for a lock. */
    static <T> CompletableFuture<T> forSomeLock(TestDatabase database, Supplier<T> work) {
        var running = CompletableFuture.supplyAsync(work);
        until(() -> lockIsWaitedFor(database));
        return running;
    }

    static void until(BooleanSupplier condition) {
        long end = System.nanoTime() + GIVE_UP;
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("the condition did not come true");
            }
            LockSupport.parkNanos(5_000_000);
        }
    }

    private static int backend(Connection connection) throws SQLException {
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery("SELECT pg_backend_pid()")) {
            rows.next();
            return rows.getInt(1);
        }
    }

    private static boolean lockIsWaitedFor(TestDatabase database) {
        try (var connection = database.connect();
                var statement = connection.createStatement();
                var rows = statement.executeQuery("SELECT EXISTS (SELECT FROM pg_stat_activity"
                        + " WHERE datname = current_database() AND wait_event_type = 'Lock')")) {
            rows.next();
            return rows.getBoolean(1);
        } catch (SQLException failure) {
            throw new AssertionError(failure);
        }
    }

    private static boolean waitsForLock(TestDatabase database, int backend) {
        try (var connection = database.connect();
                var statement =
                        connection.prepareStatement("SELECT wait_event_type FROM pg_stat_activity WHERE pid = ?")) {
            statement.setInt(1, backend);
            try (var rows = statement.executeQuery()) {
                return rows.next() && "Lock".equals(rows.getString(1));
            }
        } catch (SQLException failure) {
            throw new AssertionError(failure);
        }
    }
}
