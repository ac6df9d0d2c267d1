package dev.coppice.lifecycle.internal.backup;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;

/** A pool with few connections, which says so at once where a real one would wait, unless it is patient. */
public final class Narrow {
    private final DataSource real;
    private final int limit;
    private final String first;
    private final Semaphore free;
    private Duration patience = Duration.ZERO;
    private final AtomicInteger open = new AtomicInteger();
    private final AtomicInteger most = new AtomicInteger();

    public Narrow(DataSource real, int limit) {
        this(real, limit, "SELECT 1");
    }

    /** One whose connections begin with a statement. */
    Narrow(DataSource real, int limit, String first) {
        this.real = real;
        this.limit = limit;
        this.first = first;
        this.free = new Semaphore(limit, true);
    }

    /** One that waits so long for a connection. */
    public Narrow patient(Duration most) {
        patience = most;
        return this;
    }

    /** How many were open at once. */
    int most() {
        return most.get();
    }

    public DataSource source() {
        return proxy(
                DataSource.class,
                (proxy, method, arguments) ->
                        method.getName().equals("getConnection") ? connection() : invoke(real, method, arguments));
    }

    private Connection connection() throws SQLException, InterruptedException {
        if (!free.tryAcquire(patience.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new SQLException("there are no more than " + limit + " connections", "08001");
        }
        most.accumulateAndGet(open.incrementAndGet(), Math::max);
        var connection = real.getConnection();
        try (var statement = connection.createStatement()) {
            statement.execute(first);
        }
        return proxy(Connection.class, (proxy, method, arguments) -> {
            if (method.getName().equals("close") && !connection.isClosed()) {
                open.decrementAndGet();
                free.release();
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
