package dev.coppice.lifecycle.internal.backup;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * One moment of the database, held by one transaction and seen by as many others as are wanted: each has locks of its own, and
 * gives them back when it is closed. READ ONLY, all of them.
 */
final class Snapshot implements AutoCloseable {
    private static final String BEGIN = "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY";
    private static final Pattern NAME = Pattern.compile("[0-9A-F-]+");

    // Nobody works in them at times, and long at others: limits meant for ordinary sessions do not apply.
    private static final String LIMITS =
            "SELECT set_config(name, CASE name WHEN 'lock_timeout' THEN '30s' ELSE '0' END, true)"
                    + " FROM pg_catalog.pg_settings WHERE name IN ('statement_timeout', 'lock_timeout',"
                    + " 'idle_in_transaction_session_timeout', 'transaction_timeout')";

    private final DataSource database;
    private final Connection holder;
    private final String name;

    private Snapshot(DataSource database, Connection holder, String name) {
        this.database = database;
        this.holder = holder;
        this.name = name;
    }

    static Snapshot of(DataSource database) throws SQLException {
        var holder = begin(database, "");
        try (var statement = holder.createStatement();
                var exported = statement.executeQuery("SELECT pg_export_snapshot()")) {
            exported.next();
            return new Snapshot(database, holder, exported.getString(1));
        } catch (SQLException | RuntimeException failure) {
            holder.close();
            throw failure;
        }
    }

    String name() {
        return name;
    }

    /** Another transaction at the same moment. Closing it ends it. */
    Connection open() throws SQLException {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalStateException("snapshot must be a name of hexadecimal parts, was: " + name);
        }
        return begin(database, "; SET TRANSACTION SNAPSHOT '" + name + "'");
    }

    @Override
    public void close() throws SQLException {
        holder.close();
    }

    private static Connection begin(DataSource database, String moment) throws SQLException {
        var connection = database.getConnection();
        try {
            var before = connection.getAutoCommit();
            connection.setAutoCommit(false);
            try (var statement = connection.createStatement()) {
                statement.execute(BEGIN + moment);
                statement.execute(LIMITS);
            }
            return ending(connection, before);
        } catch (SQLException | RuntimeException failure) {
            connection.close();
            throw failure;
        }
    }

    // A pool takes connections back as they are: whoever closes one must not leave a transaction in it.
    private static Connection ending(Connection real, boolean autoCommit) {
        return (Connection) Proxy.newProxyInstance(
                Snapshot.class.getClassLoader(), new Class<?>[] {Connection.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("close")) {
                        return end(real, autoCommit);
                    }
                    try {
                        return method.invoke(real, arguments);
                    } catch (InvocationTargetException failure) {
                        throw failure.getCause() == null ? failure : failure.getCause();
                    }
                });
    }

    private static @Nullable Object end(Connection real, boolean autoCommit) throws SQLException {
        try (real) {
            if (!real.isClosed()) {
                real.rollback();
                real.setAutoCommit(autoCommit);
            }
        }
        return null;
    }
}
