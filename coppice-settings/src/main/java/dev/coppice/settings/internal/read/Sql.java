package dev.coppice.settings.internal.read;

import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;

/** Statements that are transactions of their own, whatever the data source hands out. */
final class Sql {
    /** Work with a connection. */
    interface Work<T> {
        T with(Connection connection) throws SQLException;
    }

    private Sql() {}

    static <T> T autocommit(DataSource source, Work<T> work) throws SQLException {
        try (var connection = source.getConnection()) {
            boolean before = connection.getAutoCommit();
            if (before) {
                return work.with(connection);
            }
            connection.setAutoCommit(true);
            try {
                return work.with(connection);
            } finally {
                connection.setAutoCommit(false);
            }
        }
    }

    /** The same, giving up when the server is silent for so long. */
    static <T> T impatient(DataSource source, int millis, Work<T> work) throws SQLException {
        return autocommit(source, connection -> {
            int before = connection.getNetworkTimeout();
            connection.setNetworkTimeout(Runnable::run, millis);
            try {
                return work.with(connection);
            } finally {
                if (!connection.isClosed()) {
                    connection.setNetworkTimeout(Runnable::run, before);
                }
            }
        });
    }

    /** A statement on the tables of a schema. */
    static String in(String schema, String sql) {
        return sql.replace("${schema}", '"' + schema.replace("\"", "\"\"") + '"');
    }
}
