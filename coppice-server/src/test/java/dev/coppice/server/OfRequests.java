package dev.coppice.server;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import javax.sql.DataSource;

/** A database that fails requests alone: what looks at it by itself finds it well. */
final class OfRequests {
    private static final String THREADS = "coppice-request-";

    private OfRequests() {}

    static DataSource fail(DataSource failing, DataSource real) {
        return (DataSource) Proxy.newProxyInstance(
                DataSource.class.getClassLoader(), new Class<?>[] {DataSource.class}, (proxy, method, arguments) -> {
                    var ofRequest = Thread.currentThread().getName().startsWith(THREADS);
                    try {
                        return method.invoke(ofRequest ? failing : real, arguments);
                    } catch (InvocationTargetException failure) {
                        throw failure.getCause();
                    }
                });
    }
}
