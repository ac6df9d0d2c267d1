package dev.coppice.lifecycle.internal.backup;

import java.sql.Connection;
import java.sql.SQLException;

/** The limits of a transaction that lasts as long as its stores need. Those meant for ordinary sessions would end it midway. */
final class Limits {
    // Nobody works in it at times, and long at others; only a lock is not waited for without end. One of these settings
    // is
    // not known to every version of the server.
    private static final String LONG =
            "SELECT set_config(name, CASE name WHEN 'lock_timeout' THEN '30s' ELSE '0' END, true)"
                    + " FROM pg_catalog.pg_settings WHERE name IN ('statement_timeout', 'lock_timeout',"
                    + " 'idle_in_transaction_session_timeout', 'transaction_timeout')";

    private Limits() {}

    /** Lifts them until the transaction ends. */
    static void lift(Connection transaction) throws SQLException {
        try (var statement = transaction.createStatement()) {
            statement.execute(LONG);
        }
    }
}
