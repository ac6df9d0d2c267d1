package dev.coppice.ops.internal.transaction;

import dev.coppice.ops.CoppiceException;
import dev.coppice.ops.Fault;
import dev.coppice.ops.internal.PausePoint;
import dev.coppice.ops.internal.fault.Faults;
import dev.coppice.ops.internal.fault.SqlError;
import dev.coppice.ops.internal.fault.StatementFailed;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The caller's own transaction: each piece of work in one savepoint of it, time-outs put back afterwards, never committed,
 * never repeated.
 */
public record JoinedTransaction(Connection connection, Limits limits, PausePoint pausePoint) implements Transactions {
    private static final String BEFORE = """
            SELECT pg_catalog.current_setting('transaction_isolation'),
                   pg_catalog.current_setting('statement_timeout'),
                   pg_catalog.current_setting('lock_timeout')
            """;

    private static final String INITIALLY_DEFERRED = """
            SELECT pg_catalog.string_agg(DISTINCT pg_catalog.format('%I.%I', n.nspname, c.conname), ', ')
              FROM pg_catalog.pg_constraint c JOIN pg_catalog.pg_namespace n ON n.oid = c.connamespace
             WHERE c.condeferred AND pg_catalog.has_schema_privilege(n.oid, 'USAGE')
            """;

    private record Before(String isolation, String statementTimeout, String lockTimeout) {
        String settings() {
            return "SET LOCAL statement_timeout = '" + statementTimeout + "'; SET LOCAL lock_timeout = '" + lockTimeout
                    + "'";
        }
    }

    @Override
    public <T extends @Nullable Object> T run(Mode mode, Function<Session, T> work) {
        requireTransaction();
        var session = new Session(connection, pausePoint);
        try {
            var before = before(session);
            var result = session.nested(() -> {
                session.execute(limits.settings());
                return work.apply(session);
            });
            deferAgain(session);
            session.execute(before.settings());
            session.finish();
            return result;
        } catch (StatementFailed failure) {
            throw Faults.of("transaction", failure.error());
        } finally {
            session.abandon();
        }
    }

    /** PostgreSQL does not tell what the caller had set, so constraints go back to what they were declared as. */
    private static void deferAgain(Session session) {
        if (session.hasImmediateConstraints()) {
            var names = session.run(sql -> sql.fetchSingle(INITIALLY_DEFERRED)).get(0, String.class);
            if (names != null) {
                session.execute("SET CONSTRAINTS " + names + " DEFERRED");
            }
        }
    }

    private Before before(Session session) {
        var row = session.run(sql -> sql.fetchSingle(BEFORE));
        var before = new Before(row.get(0, String.class), row.get(1, String.class), row.get(2, String.class));
        if (!before.isolation().equals("read committed")) {
            throw refused(
                    "joining.isolation", "Its isolation is " + before.isolation() + ".", "Use READ COMMITTED for it.");
        }
        return before;
    }

    private void requireTransaction() {
        try {
            if (connection.getAutoCommit()) {
                throw refused(
                        "joining.no-transaction",
                        "The connection is in auto-commit mode.",
                        "Begin a transaction first, or use Ops.on(dataSource).");
            }
        } catch (SQLException failure) {
            throw Faults.of("transaction", SqlError.of(failure));
        }
    }

    private static CoppiceException refused(String code, String found, String next) {
        return Fault.of(code, Fault.Kind.USAGE)
                .refused("The caller's transaction was not joined.")
                .found(found)
                .changed("Nothing was written.")
                .next(next)
                .exception();
    }
}
