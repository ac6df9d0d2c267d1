package dev.coppice.testkit.internal;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The PostgreSQL of this JVM's tests, embedded or somebody else's, and the one connection that makes and drops sandboxes
 * and looks at what they left behind.
 */
final class PostgresServer {
    private static final class Holder {
        static final PostgresServer SHARED = ServerAddress.configured(System::getProperty, System::getenv)
                .map(PostgresServer::at)
                .orElseGet(() -> at(EmbeddedServer.start()));
    }

    private final ServerAddress address;
    private final String prefix;
    private final AtomicInteger sandboxes = new AtomicInteger();
    private @Nullable Connection administration;

    private PostgresServer(ServerAddress address, String prefix) {
        this.address = address;
        this.prefix = prefix;
    }

    /** The server all tests of this JVM use, started at first use. */
    static PostgresServer shared() {
        return Holder.SHARED;
    }

    /** A server that may serve other JVMs as well, so the names of its sandboxes are unique. */
    static PostgresServer at(ServerAddress address) {
        var unique = UUID.randomUUID().toString().substring(0, 8);
        return new PostgresServer(address, "coppice_test_" + unique + "_");
    }

    ServerAddress address() {
        return address;
    }

    String nextName() {
        return prefix + sandboxes.incrementAndGet();
    }

    /** Runs {@code work} on the administering connection, one caller at a time. */
    synchronized <T> T administer(Work<T> work) {
        try {
            if (administration == null || administration.isClosed()) {
                administration = connect(address.database());
            }
            return work.on(administration);
        } catch (SQLException failure) {
            throw new IllegalStateException("the testkit's own statement failed: " + failure.getMessage(), failure);
        }
    }

    /** Runs one statement in {@code database}; outside of the shared database on a connection of its own. */
    void execute(String database, String sql) {
        if (database.equals(address.database())) {
            administer(connection -> run(connection, sql));
            return;
        }
        try (var connection = connect(database)) {
            run(connection, sql);
        } catch (SQLException failure) {
            throw new IllegalStateException("the testkit's own statement failed: " + failure.getMessage(), failure);
        }
    }

    private Connection connect(String database) throws SQLException {
        var properties = new Properties();
        properties.setProperty("user", address.user());
        properties.setProperty("password", address.password());
        properties.setProperty("ApplicationName", "coppice-testkit");
        properties.setProperty("options", "-c search_path= -c client_min_messages=warning -c lock_timeout=10s");
        return DriverManager.getConnection(address.url(database), properties);
    }

    private static boolean run(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            return statement.execute(sql);
        }
    }

    /** What is done on the administering connection. */
    @FunctionalInterface
    interface Work<T> {
        T on(Connection connection) throws SQLException;
    }
}
