package dev.coppice.ops.internal.transaction;

import dev.coppice.ops.internal.PausePoint;
import dev.coppice.ops.internal.fault.Faults;
import dev.coppice.ops.internal.fault.SqlError;
import dev.coppice.ops.internal.fault.StatementFailed;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.function.Function;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * One connection and one transaction for each piece of work. Everything is set for the transaction alone, so a pooler may
 * give the next one to another server connection.
 */
public record OwnTransactions(DataSource source, Limits limits, PausePoint pausePoint) implements Transactions {
    private static final String READ = "SET TRANSACTION ISOLATION LEVEL READ COMMITTED, READ ONLY; ";
    private static final String WRITE = "SET TRANSACTION ISOLATION LEVEL READ COMMITTED, READ WRITE; ";

    @Override
    public <T extends @Nullable Object> T run(Mode mode, Function<Session, T> work) {
        var connection = open();
        try {
            var before = autoCommit(connection, false);
            var result = inTransaction(connection, mode, work);
            if (before) {
                restoreAutoCommit(connection);
            }
            return result;
        } finally {
            close(connection);
        }
    }

    private <T extends @Nullable Object> T inTransaction(Connection connection, Mode mode, Function<Session, T> work) {
        var session = new Session(connection, pausePoint);
        T result;
        try {
            session.execute((mode == Mode.READ ? READ : WRITE) + limits.settings());
            result = work.apply(session);
            session.finish();
        } catch (StatementFailed failure) {
            rollBack(connection, session);
            throw Faults.of("transaction", failure.error());
        } catch (Throwable failure) {
            rollBack(connection, session);
            throw failure;
        }
        pausePoint.reached("transaction.before-commit");
        commit(connection, mode);
        return result;
    }

    private Connection open() {
        try {
            return source.getConnection();
        } catch (SQLException failure) {
            throw Faults.unavailable(SqlError.of(failure));
        }
    }

    private static void commit(Connection connection, Mode mode) {
        try {
            connection.commit();
        } catch (SQLException failure) {
            var error = SqlError.of(failure);
            throw error.isDefinite() || mode == Mode.READ ? refused(connection, error) : Faults.commitUnknown();
        }
    }

    private static RuntimeException refused(Connection connection, SqlError error) {
        rollBackQuietly(connection);
        return Faults.commitRefused(error);
    }

    private static void rollBack(Connection connection, Session session) {
        session.abandon();
        rollBackQuietly(connection);
    }

    /** A connection that cannot roll back is of no use to anybody: the server rolls back when it is gone. */
    private static void rollBackQuietly(Connection connection) {
        try {
            connection.rollback();
            connection.setAutoCommit(true);
        } catch (SQLException failure) {
            SqlError.of(failure);
            abort(connection);
        }
    }

    private static void abort(Connection connection) {
        try {
            connection.abort(Runnable::run);
        } catch (SQLException failure) {
            SqlError.of(failure);
        }
    }

    private static boolean autoCommit(Connection connection, boolean wanted) {
        try {
            var before = connection.getAutoCommit();
            connection.setAutoCommit(wanted);
            return before;
        } catch (SQLException failure) {
            throw Faults.unavailable(SqlError.of(failure));
        }
    }

    private static void restoreAutoCommit(Connection connection) {
        try {
            connection.setAutoCommit(true);
        } catch (SQLException failure) {
            SqlError.of(failure);
            abort(connection);
        }
    }

    private static void close(Connection connection) {
        try {
            connection.close();
        } catch (SQLException failure) {
            SqlError.of(failure);
        }
    }
}
