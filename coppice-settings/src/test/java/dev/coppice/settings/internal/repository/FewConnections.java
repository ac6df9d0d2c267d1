package dev.coppice.settings.internal.repository;

import dev.coppice.testkit.TestDatabase;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.jspecify.annotations.Nullable;

/** A pool of few connections, for which many wait. */
final class FewConnections extends NoDataSource implements AutoCloseable {
    private final BlockingQueue<Connection> free;

    FewConnections(TestDatabase db, int connections) throws SQLException {
        free = new ArrayBlockingQueue<>(connections);
        while (free.remainingCapacity() > 0) {
            free.add(db.connect());
        }
    }

    @Override
    public Connection getConnection() throws SQLException {
        try {
            return lent(free.take());
        } catch (InterruptedException interrupted) {
            throw new SQLException(interrupted);
        }
    }

    private Connection lent(Connection connection) {
        return (Connection) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {Connection.class}, (proxy, method, arguments) -> {
                    try {
                        return method.getName().equals("close")
                                ? give(connection)
                                : method.invoke(connection, arguments);
                    } catch (InvocationTargetException failure) {
                        throw failure.getTargetException();
                    }
                });
    }

    private @Nullable Object give(Connection connection) {
        free.add(connection);
        return null;
    }

    @Override
    public void close() throws SQLException {
        for (var connection : free) {
            connection.close();
        }
    }
}
