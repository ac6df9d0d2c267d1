package dev.coppice.prune.internal.space;

import dev.coppice.prune.TableSpace.Vacuum;
import dev.coppice.prune.internal.closure.ClosureTable;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import javax.sql.DataSource;

/**
 * Vacuums a table, outside of any transaction, in a thread of its own, so that whoever asked can be told to leave meanwhile.
 * A lock that is not to be had at once is not waited for. Where the process dies, the server ends the vacuum as it can: what
 * was vacuumed by then is.
 *
 * @param database where
 * @param leaving whether to stop
 */
record Vacuuming(DataSource database, BooleanSupplier leaving) {
    private static final long LOOK_MILLIS = 200;
    private static final String CANCELLED = "57014";

    /** Vacuums a table with its partitions. */
    Vacuum vacuum(ClosureTable table) throws InterruptedException {
        var began = System.nanoTime();
        var skipped = skipped(table);
        return new Vacuum(skipped, Duration.ofNanos(System.nanoTime() - began));
    }

    private Optional<String> skipped(ClosureTable table) throws InterruptedException {
        try (var connection = database.getConnection();
                var statement = connection.createStatement()) {
            connection.setAutoCommit(true);
            var task = new FutureTask<>(() -> ran(statement, table));
            Thread.ofPlatform().daemon().name("coppice-vacuum-1").start(task);
            return awaited(task, statement);
        } catch (SQLException refused) {
            return Optional.of(words(refused));
        }
    }

    private Optional<String> awaited(FutureTask<Optional<String>> task, Statement statement)
            throws SQLException, InterruptedException {
        while (true) {
            try {
                return task.get(LOOK_MILLIS, TimeUnit.MILLISECONDS);
            } catch (TimeoutException stillAtWork) {
                if (leaving.getAsBoolean()) {
                    statement.cancel();
                }
            } catch (InterruptedException asked) {
                statement.cancel();
                throw asked;
            } catch (ExecutionException failure) {
                return Optional.of(
                        failure.getCause() instanceof SQLException refused
                                ? words(refused)
                                : "It failed: " + failure.getCause() + ".");
            }
        }
    }

    // What it skips it tells by warnings alone.
    private static Optional<String> ran(Statement statement, ClosureTable table) throws SQLException {
        statement.execute("VACUUM (SKIP_LOCKED) " + table.sql());
        var warnings = new ArrayList<String>();
        for (var warning = statement.getWarnings(); warning != null; warning = warning.getNextWarning()) {
            warnings.add(warning.getMessage());
        }
        return warnings.isEmpty()
                ? Optional.empty()
                : Optional.of("The server says: " + String.join("; ", warnings) + ".");
    }

    private static String words(SQLException refused) {
        return CANCELLED.equals(refused.getSQLState())
                ? "It was cancelled."
                : "The server refused with SQLSTATE " + refused.getSQLState() + ".";
    }
}
