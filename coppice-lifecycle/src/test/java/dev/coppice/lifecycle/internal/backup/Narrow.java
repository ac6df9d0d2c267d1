package dev.coppice.lifecycle.internal.backup;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;

/** A pool with few connections, which says so at once where a real one would wait. */
final class Narrow {
    private final DataSource real;
    private final int limit;
    private final String first;
    private final AtomicInteger open = new AtomicInteger();
    private final AtomicInteger most = new AtomicInteger();

    Narrow(DataSource real, int limit) {
        this(real, limit, "SELECT 1");
    }

    /** One whose connections begin with a statement. */
    Narrow(DataSource real, int limit, String first) {
        this.real = real;
        this.limit = limit;
        this.first = first;
    }

    /** How many were open at once. */
    int most() {
        return most.get();
    }

    DataSource source() {
        return proxy(
                DataSource.class,
                (proxy, method, arguments) ->
                        method.getName().equals("getConnection") ? connection() : invoke(real, method, arguments));
    }

    private Connection connection() throws SQLException {
        if (open.incrementAndGet() > limit) {
            throw new SQLException("there are no more than " + limit + " connections", "08001");
        }
        most.accumulateAndGet(open.get(), Math::max);
        var connection = real.getConnection();
        try (var statement = connection.createStatement()) {
            statement.execute(first);
        }
        return proxy(Connection.class, (proxy, method, arguments) -> {
            if (method.getName().equals("close") && !connection.isClosed()) {
                open.decrementAndGet();
            }
            return invoke(connection, method, arguments);
        });
    }

    private static Object invoke(Object target, java.lang.reflect.Method method, Object[] arguments) throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException failure) {
            throw failure.getCause();
        }
    }

    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(Narrow.class.getClassLoader(), new Class<?>[] {type}, handler));
    }
}
