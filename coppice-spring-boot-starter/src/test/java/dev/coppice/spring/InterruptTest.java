package dev.coppice.spring;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import dev.coppice.ops.Ops;
import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.PostgresTest.Isolation;
import dev.coppice.testkit.TestDatabase;
import java.sql.SQLException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.event.Level;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** A thread that is interrupted while a write of its waits for a lock. The pool and Spring tell of connections that break. */
@PostgresTest(value = Isolation.DATABASE, maxLog = Level.ERROR)
class InterruptTest {
    private final TestDatabase db;
    private final Notes notes;

    InterruptTest(TestDatabase db) {
        this.db = db;
        notes = Notes.in(db);
    }

    /** What a write is made of. */
    private record Parts(Ops ops, TransactionTemplate transaction, JdbcClient client) {}

    @ParameterizedTest
    @CsvSource({"false, false", "false, true", "true, false", "true, true"})
    void both_rows_are_there_or_neither_and_the_connection_is_given_back(boolean virtual, boolean joined) {
        Contexts.on(db).run(application -> {
            var parts = new Parts(
                    application.getBean(Ops.class),
                    new TransactionTemplate(application.getBean(PlatformTransactionManager.class)),
                    JdbcClient.create(application.getBean(HikariDataSource.class)));
            var error = interrupted(virtual, () -> {
                if (joined) {
                    joined(parts);
                } else {
                    owned(parts.ops());
                }
            });

            await(() -> asked("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
                            + " AND pid <> pg_backend_pid() AND xact_start IS NOT NULL")
                    == 0);
            assertThat(notes.committed().size()).isEqualTo(error == null ? 2 : 0);
            assertThat(application
                            .getBean(HikariDataSource.class)
                            .getHikariPoolMXBean()
                            .getActiveConnections())
                    .isZero();
            notes.byOps(parts.ops(), "after it");
        });
    }

    @Test
    void a_thread_that_is_interrupted_already_does_all_or_nothing() {
        Contexts.on(db).run(application -> {
            var ops = application.getBean(Ops.class);
            var error = new AtomicReference<@Nullable Throwable>();
            var writing = Thread.ofVirtual().start(() -> {
                Thread.currentThread().interrupt();
                caught(error, () -> owned(ops));
            });
            writing.join();

            assertThat(notes.committed().size()).isEqualTo(error.get() == null ? 2 : 0);
            notes.byOps(ops, "after it");
        });
    }

    private void owned(Ops ops) {
        ops.write(w -> {
            w.create(notes.note("first")).orThrow();
            return w.create(notes.note("waited for")).orThrow();
        });
    }

    private void joined(Parts parts) {
        parts.transaction().executeWithoutResult(status -> {
            notes.byClient(parts.client(), "first");
            notes.byOps(parts.ops(), "waited for");
        });
    }

    /** Interrupts work once it waits for a row that another transaction has written, which is rolled back then. */
    private @Nullable Throwable interrupted(boolean virtual, Runnable work) throws SQLException, InterruptedException {
        var error = new AtomicReference<@Nullable Throwable>();
        try (var other = db.connect();
                var statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("INSERT INTO " + notes.name + " VALUES ('waited for')");
            var builder = virtual ? Thread.ofVirtual() : Thread.ofPlatform();
            var writing = builder.start(() -> caught(error, work));
            await(() -> asked("SELECT count(*) FROM pg_locks WHERE NOT granted") == 1);
            writing.interrupt();
            other.rollback();
            writing.join();
        }
        return error.get();
    }

    private static void caught(AtomicReference<@Nullable Throwable> error, Runnable work) {
        try {
            work.run();
        } catch (RuntimeException cut) {
            error.set(cut);
        }
    }

    private long asked(String query) {
        try (var connection = db.connect();
                var statement = connection.createStatement();
                var row = statement.executeQuery(query)) {
            row.next();
            return row.getLong(1);
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        }
    }

    private static void await(BooleanSupplier condition) {
        var end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("time").isLessThan(end);
            LockSupport.parkNanos(5_000_000);
        }
    }
}
