package dev.coppice.ops.internal.transaction;

import dev.coppice.ops.CoppiceException;
import dev.coppice.ops.Fault;
import dev.coppice.ops.internal.PausePoint;
import dev.coppice.ops.internal.fault.Faults;
import dev.coppice.ops.internal.fault.SqlError;
import dev.coppice.ops.internal.fault.StatementFailed;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Result;
import org.jooq.SQLDialect;
import org.jooq.conf.Settings;
import org.jooq.exception.DataAccessException;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One transaction on one connection, used by one thread. It knows at each depth of savepoints whether PostgreSQL has
 * aborted what it is in, so that a caller who swallows an error cannot go on, and a commit never silently rolls back.
 *
 * <p>A single write runs behind a savepoint of its own, which is renewed only when the next write needs it: a transaction
 * of one write sends one statement more than the write, and no subtransaction outlives it but one.
 */
public final class Session {
    private static final Settings SETTINGS =
            new Settings().withExecuteLogging(false).withFetchWarnings(false).withRenderFormatted(false);

    private static final Logger LOG = LoggerFactory.getLogger("dev.coppice.ops");

    private final Connection connection;
    private final DSLContext sql;
    private final PausePoint pausePoint;
    private final List<AutoCloseable> cursors = new ArrayList<>();
    private Level level = new Level(0);
    private final Thread owner = Thread.currentThread();
    private boolean ended;
    private boolean constraintsImmediate;
    private @Nullable CoppiceException lost;

    /** Where a transaction stands at one depth of savepoints. */
    private static final class Level {
        private final int depth;
        private boolean guarded;
        private boolean written;
        private @Nullable CoppiceException broken;

        Level(int depth) {
            this.depth = depth;
        }

        String guard() {
            return "coppice_write_" + depth;
        }

        String block() {
            return "coppice_block_" + depth;
        }
    }

    /** A session on a connection that has a transaction open, or opens one at the first statement. */
    public Session(Connection connection, PausePoint pausePoint) {
        this.connection = connection;
        this.pausePoint = pausePoint;
        this.sql = DSL.using(connection, SQLDialect.POSTGRES, SETTINGS);
    }

    /** Runs one statement. */
    public <T> T run(Function<DSLContext, T> statement) {
        requireUsable();
        try {
            return statement.apply(sql);
        } catch (DataAccessException failure) {
            throw broken(SqlError.of(failure));
        } catch (CoppiceException | StatementFailed told) {
            throw told;
        } catch (RuntimeException failure) {
            throw broken(SqlError.ofConversion(failure));
        }
    }

    /** Runs one statement of texts alone, and reads its rows as {@code fields}, or as they come when there are none. */
    public Result<Record> query(String statement, List<String> binds, List<Field<?>> fields) {
        requireUsable();
        try (var prepared = connection.prepareStatement(statement)) {
            for (var position = 0; position < binds.size(); position++) {
                prepared.setString(position + 1, binds.get(position));
            }
            try (var rows = prepared.executeQuery()) {
                return fields.isEmpty() ? sql.fetch(rows) : sql.fetch(rows, fields.toArray(Field<?>[]::new));
            }
        } catch (SQLException failure) {
            throw broken(SqlError.of(failure));
        } catch (DataAccessException failure) {
            throw broken(SqlError.of(failure));
        } catch (RuntimeException failure) {
            throw broken(SqlError.ofConversion(failure));
        }
    }

    /** Runs statements that return nothing, in one round trip. */
    public void execute(String statements) {
        requireUsable();
        try (var statement = connection.createStatement()) {
            statement.execute(statements);
        } catch (SQLException failure) {
            throw broken(SqlError.of(failure));
        }
    }

    /**
     * Runs work that leaves nothing behind when it fails because of its own values; the transaction can then go on. After
     * any other failure only the end of the enclosing block helps.
     */
    public <T> T guarded(Supplier<T> work) {
        var here = level;
        if (!here.guarded) {
            execute("SAVEPOINT " + here.guard());
        } else if (here.written) {
            execute("RELEASE SAVEPOINT " + here.guard() + "; SAVEPOINT " + here.guard());
        }
        here.guarded = true;
        here.written = true;
        try {
            return work.get();
        } catch (StatementFailed failure) {
            if (failure.error().isOfItem()) {
                undoWrite();
            }
            throw failure;
        } catch (RuntimeException refused) {
            if (lost == null && here.broken == null) {
                undoWrite();
            }
            throw refused;
        }
    }

    /** Undoes what the running {@link #guarded} work has written. */
    public void undoWrite() {
        level.broken = null;
        execute("ROLLBACK TO SAVEPOINT " + level.guard());
        level.written = false;
    }

    /** Runs work in a savepoint: whatever leaves it undoes it, and the transaction can go on. */
    public <T extends @Nullable Object> T nested(Supplier<T> work) {
        var outer = level;
        var inner = new Level(outer.depth + 1);
        execute("SAVEPOINT " + inner.block());
        level = inner;
        T result;
        try {
            result = work.get();
            requireUsable();
        } catch (Throwable failure) {
            undo(inner, failure);
            level = outer;
            throw failure;
        }
        level = outer;
        execute("RELEASE SAVEPOINT " + inner.block());
        outer.written = true;
        return result;
    }

    /** Runs work in a savepoint and undoes it in any case, such that nothing of it is left, not even a subtransaction. */
    public <T> T tried(Supplier<T> work) {
        var outer = level;
        level = new Level(outer.depth + 1);
        var inner = level;
        execute("SAVEPOINT " + inner.block());
        T result;
        try {
            result = work.get();
        } catch (Throwable failure) {
            undo(inner, failure);
            level = outer;
            throw failure;
        }
        level = outer;
        execute("ROLLBACK TO SAVEPOINT " + inner.block() + "; RELEASE SAVEPOINT " + inner.block());
        return result;
    }

    /**
     * Runs one statement again and again, each time with other texts and undone before the next, up to the first that does
     * not fail because of its own values; the errors of those before it. Nothing of it is left, not even a subtransaction.
     */
    public List<SqlError> failures(String statement, List<List<@Nullable String>> binds) {
        var savepoint = "coppice_trial_" + level.depth;
        execute("SAVEPOINT " + savepoint);
        var errors = new ArrayList<SqlError>();
        try (var prepared = connection.prepareStatement("ROLLBACK TO SAVEPOINT " + savepoint + "; " + statement)) {
            for (var texts : binds) {
                var error = failure(prepared, texts);
                if (error == null) {
                    break;
                }
                errors.add(error);
            }
        } catch (SQLException failure) {
            throw broken(SqlError.of(failure));
        }
        execute("ROLLBACK TO SAVEPOINT " + savepoint + "; RELEASE SAVEPOINT " + savepoint);
        return errors;
    }

    private @Nullable SqlError failure(PreparedStatement prepared, List<@Nullable String> texts) throws SQLException {
        for (var position = 0; position < texts.size(); position++) {
            prepared.setString(position + 1, texts.get(position));
        }
        try {
            prepared.execute();
            return null;
        } catch (SQLException failure) {
            var error = SqlError.of(failure);
            if (error.isOfItem()) {
                return error;
            }
            throw failure;
        }
    }

    /** Makes every constraint report at the statement that breaks it, until the transaction ends. */
    public void makeConstraintsImmediate() {
        execute("SET CONSTRAINTS ALL IMMEDIATE");
        constraintsImmediate = true;
    }

    /** Whether constraints were made immediate. */
    boolean hasImmediateConstraints() {
        return constraintsImmediate;
    }

    /** Closes {@code cursor} when the transaction ends. */
    public void closeAtEnd(AutoCloseable cursor) {
        cursors.add(cursor);
        // Going back to a savepoint older than the cursor would end the cursor: the next write takes a new one.
        level.written = true;
    }

    /** Stands at a place where a test may stop the thread. */
    public void reached(String place) {
        pausePoint.reached(place);
    }

    /** Ends the use of this session; fails with the error that aborted it, if one was swallowed. */
    public void finish() {
        closeCursors();
        requireUsable();
        ended = true;
    }

    /** Ends the use of this session after an error. */
    public void abandon() {
        closeCursors();
        ended = true;
    }

    /** The connection, for settings and the end of the transaction. */
    public Connection connection() {
        return connection;
    }

    private StatementFailed broken(SqlError error) {
        var fault = Faults.of("transaction", error);
        if (error.isConnectionLoss()) {
            lost = fault;
        }
        level.broken = fault;
        return new StatementFailed(error);
    }

    private void undo(Level inner, Throwable failure) {
        inner.broken = null;
        if (lost != null) {
            return;
        }
        try {
            execute("ROLLBACK TO SAVEPOINT " + inner.block() + "; RELEASE SAVEPOINT " + inner.block());
        } catch (StatementFailed unable) {
            failure.addSuppressed(Faults.of("savepoint", unable.error()));
        }
    }

    private void requireUsable() {
        if (!Thread.currentThread().equals(owner)) {
            throw Fault.of("transaction.other-thread", Fault.Kind.USAGE)
                    .refused("The op was not run.")
                    .found("Another thread than that of its transaction called it.")
                    .changed("Nothing was written by it.")
                    .next(
                            "Use ReadOps, WriteOps and streams only in the thread that runs the function they are given to.")
                    .exception();
        }
        if (ended) {
            throw Fault.of("transaction.ended", Fault.Kind.USAGE)
                    .refused("The op was not run.")
                    .found("The transaction it belongs to has ended.")
                    .changed("Nothing was written by it.")
                    .next("Use ReadOps, WriteOps and streams only inside the function they are given to.")
                    .exception();
        }
        if (lost != null) {
            throw lost;
        }
        if (level.broken != null) {
            throw level.broken;
        }
    }

    private void closeCursors() {
        for (var cursor : cursors) {
            try {
                cursor.close();
            } catch (Exception failure) {
                // The transaction ends now and takes the portal with it.
                LOG.debug("a cursor was not closed", failure);
            }
        }
        cursors.clear();
    }
}
