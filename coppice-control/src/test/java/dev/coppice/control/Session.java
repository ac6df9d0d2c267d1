package dev.coppice.control;

import dev.coppice.testkit.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.function.Function;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;

/** One connection with an open transaction, driven by a test. */
public final class Session implements AutoCloseable {
    private final Connection connection;
    private final DSLContext dsl;
    private final int backend;

    private Session(TestDatabase db) {
        try {
            connection = db.connect();
            connection.setAutoCommit(false);
            dsl = DSL.using(connection, SQLDialect.POSTGRES);
            backend = dsl.fetchSingle("SELECT pg_backend_pid()").get(0, Integer.class);
            connection.commit();
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        }
    }

    public static Session of(TestDatabase db) {
        return new Session(db);
    }

    /** Runs work in a transaction of its own and commits it. */
    public static <T> T committed(TestDatabase db, Function<DSLContext, T> work) {
        try (var session = of(db)) {
            var result = work.apply(session.dsl());
            session.commit();
            return result;
        }
    }

    public DSLContext dsl() {
        return dsl;
    }

    public void commit() {
        try {
            connection.commit();
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        }
    }

    public void rollback() {
        try {
            connection.rollback();
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        }
    }

    /** Starts work of this session on a thread of its own and returns when the server makes it wait for a lock. */
    public <T> Future<T> untilItWaits(TestDatabase db, Callable<T> work) throws SQLException {
        var task = new FutureTask<>(work);
        Thread.ofPlatform().name("coppice-test-session").start(task);
        var deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        try (var watcher = db.connect();
                var look = watcher.prepareStatement(
                        "SELECT FROM pg_stat_activity WHERE pid = ? AND wait_event_type = 'Lock'")) {
            look.setInt(1, backend);
            while (System.nanoTime() < deadline) {
                try (var row = look.executeQuery()) {
                    if (row.next()) {
                        return task;
                    }
                }
                if (task.isDone()) {
                    throw new AssertionError("did not wait for a lock");
                }
            }
        }
        return CompletableFuture.failedFuture(new AssertionError("did not come to wait for a lock"));
    }

    @Override
    public void close() {
        try {
            if (!connection.isClosed()) {
                connection.rollback();
            }
            connection.close();
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        }
    }
}
