package dev.coppice.examples.graphplatform.internal;

import dev.coppice.ops.Fault;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;

/** One connection on which every transaction looks the same, wherever the connection came from. One thread. */
final class Session implements AutoCloseable {
    /** The advisory lock that lets one generator at a time work in a database. */
    private static final long TURN = 0x67726170685F7066L;

    // UTC, since days and months are counted; no JIT, since it costs more than it saves on generated rows.
    private static final String SETTINGS = """
            SET LOCAL search_path = '';
            SET LOCAL TimeZone = 'UTC';
            SET LOCAL DateStyle = 'ISO, YMD';
            SET LOCAL jit = off;
            SET LOCAL statement_timeout = 0;
            SET LOCAL maintenance_work_mem = '128MB';
            SELECT pg_advisory_xact_lock(%d);
            """.formatted(TURN);

    private final Connection connection;

    private Session(Connection connection) {
        this.connection = connection;
    }

    /** What is done in one transaction. */
    @FunctionalInterface
    interface Body<T> {
        T run(Statement statement) throws SQLException;
    }

    /** What is done on one connection. */
    @FunctionalInterface
    interface Use<T> {
        T on(Session session) throws SQLException;
    }

    /** Opens a session, and tells a failure of PostgreSQL by the fault given, which lacks only what was found. */
    static <T> T use(DataSource database, Fault onFailure, Use<T> use) {
        try (var connection = database.getConnection();
                var session = new Session(connection)) {
            return use.on(session);
        } catch (SQLException failure) {
            throw onFailure
                    .found("PostgreSQL or the connection to it answered with SQLSTATE " + failure.getSQLState() + ".")
                    .exception(failure);
        }
    }

    <T> T inTransaction(Body<T> body) throws SQLException {
        connection.setAutoCommit(false);
        try (var statement = connection.createStatement()) {
            statement.setEscapeProcessing(false);
            statement.execute(SETTINGS);
            var result = body.run(statement);
            connection.commit();
            return result;
        }
    }

    /** Rolls back what a failed body left, and hands the connection back as a pool lends it. */
    @Override
    public void close() throws SQLException {
        if (!connection.isClosed() && !connection.getAutoCommit()) {
            connection.rollback();
            connection.setAutoCommit(true);
        }
    }

    static boolean ask(Statement statement, String question) throws SQLException {
        try (var row = statement.executeQuery(question)) {
            return row.next() && row.getBoolean(1);
        }
    }
}
