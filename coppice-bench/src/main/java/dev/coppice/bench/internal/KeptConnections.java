package dev.coppice.bench.internal;

import dev.coppice.bench.BenchTarget;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.postgresql.PGConnection;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * Connections to one database, opened as they are needed and kept as a pool keeps them, so that at the end their server
 * processes can be asked for the time they took. Safe for any thread.
 */
public final class KeptConnections implements AutoCloseable {
    // language=SQL
    private static final String IS_HERE =
            "SELECT coalesce(inet_server_addr() <<= '127.0.0.0/8' OR inet_server_addr() = '::1', false)";

    private final PGSimpleDataSource server = new PGSimpleDataSource();
    private final List<Connection> opened = new ArrayList<>();
    private final Deque<Connection> idle = new ArrayDeque<>();

    private KeptConnections() {}

    /** Connections to the database {@code name} on the server of {@code target}. */
    public static KeptConnections to(BenchTarget target, String name) {
        var kept = new KeptConnections();
        kept.server.setUrl(target.url());
        kept.server.setDatabaseName(name);
        kept.server.setUser(target.user());
        kept.server.setPassword(target.password());
        kept.server.setApplicationName("coppice bench");
        return kept;
    }

    /** Hands them out; closing one gives it back. */
    public DataSource source() {
        return KeptConnection.proxy(DataSource.class, (method, arguments) -> {
            if (method.getName().equals("getConnection")) {
                return lend();
            }
            if (method.getDeclaringClass() == Object.class) {
                return method.invoke(this, arguments);
            }
            throw new UnsupportedOperationException(method.getName());
        });
    }

    /** The processor time of their server processes; empty where the server is not on this machine. */
    public synchronized Optional<Duration> serverTime() throws SQLException {
        var sum = Duration.ZERO;
        for (var connection : opened) {
            var time = isHere(connection)
                    ? CpuTime.ofServer(connection.unwrap(PGConnection.class).getBackendPID())
                    : Optional.<Duration>empty();
            if (time.isEmpty()) {
                return Optional.empty();
            }
            sum = sum.plus(time.get());
        }
        return Optional.of(sum);
    }

    @Override
    public synchronized void close() throws SQLException {
        for (var connection : opened) {
            connection.close();
        }
    }

    private Connection lend() {
        var connection = take();
        return KeptConnection.proxy(Connection.class, (method, arguments) -> {
            if (method.getName().equals("close")) {
                giveBack(connection);
                return null;
            }
            return method.invoke(connection, arguments);
        });
    }

    private synchronized Connection take() {
        try {
            if (idle.isEmpty()) {
                var connection = server.getConnection();
                opened.add(connection);
                return connection;
            }
            return idle.pop();
        } catch (SQLException failure) {
            throw BenchFaults.of(failure);
        }
    }

    private synchronized void giveBack(Connection connection) {
        try {
            if (!connection.getAutoCommit()) {
                connection.rollback();
                connection.setAutoCommit(true);
            }
        } catch (SQLException failure) {
            throw BenchFaults.of(failure);
        }
        if (!idle.contains(connection)) {
            idle.push(connection);
        }
    }

    private static boolean isHere(Connection connection) throws SQLException {
        try (var statement = connection.createStatement();
                var row = statement.executeQuery(IS_HERE)) {
            row.next();
            return row.getBoolean(1);
        }
    }
}
