package dev.coppice.server;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;

/** Gives out so many connections and no more, as a database that went away, until it is back. */
public final class AwayDataSource {
    private final DataSource real;
    private final AtomicInteger left;

    public AwayDataSource(DataSource real, int connections) {
        this.real = real;
        this.left = new AtomicInteger(connections);
    }

    /** Goes away once so many connections more were given out. */
    public void leave(int connections) {
        left.set(connections);
    }

    public void back() {
        left.set(Integer.MAX_VALUE);
    }

    public DataSource source() {
        return (DataSource) Proxy.newProxyInstance(
                DataSource.class.getClassLoader(), new Class<?>[] {DataSource.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("getConnection") && left.getAndDecrement() <= 0) {
                        throw new SQLException("the database is away", "08001");
                    }
                    try {
                        return method.invoke(real, arguments);
                    } catch (InvocationTargetException failure) {
                        throw failure.getCause();
                    }
                });
    }
}
