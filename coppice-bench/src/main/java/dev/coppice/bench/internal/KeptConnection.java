package dev.coppice.bench.internal;

import dev.coppice.bench.BenchTarget;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.PGProperty;

/** One connection that is handed out again and again, as a pool does, so that no side pays for opening it. */
public final class KeptConnection implements AutoCloseable {
    private final Connection connection;

    private KeptConnection(Connection connection) {
        this.connection = connection;
    }

    static KeptConnection open(BenchTarget target, String url) throws SQLException {
        var properties = new Properties();
        PGProperty.USER.set(properties, target.user());
        if (!target.password().isEmpty()) {
            PGProperty.PASSWORD.set(properties, target.password());
        }
        PGProperty.APPLICATION_NAME.set(properties, "coppice bench");
        return new KeptConnection(DriverManager.getConnection(url, properties));
    }

    /** Hands out the connection; closing what it hands out does nothing. */
    public DataSource source() {
        var open = proxy(
                Connection.class,
                (method, arguments) -> method.getName().equals("close") ? null : method.invoke(connection, arguments));
        return proxy(DataSource.class, (method, arguments) -> {
            if (method.getName().equals("getConnection")) {
                return open;
            }
            throw new UnsupportedOperationException(method.getName());
        });
    }

    /** The connection itself. */
    public Connection connection() {
        return connection;
    }

    /** Runs statements. */
    public void execute(String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** The one text that a query answers. */
    public String text(String query) throws SQLException {
        try (var statement = connection.createStatement();
                var row = statement.executeQuery(query)) {
            row.next();
            return row.getString(1);
        }
    }

    /** The number of its server process. */
    int pid() throws SQLException {
        return connection.unwrap(PGConnection.class).getBackendPID();
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }

    /** Something of an interface whose calls are answered by another. */
    public static <T> T proxy(Class<T> type, Call call) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (self, method, given) -> {
            try {
                return call.on(method, given);
            } catch (InvocationTargetException failure) {
                throw failure.getTargetException();
            }
        }));
    }

    /** Answers the calls of a proxy. */
    @FunctionalInterface
    public interface Call {
        /** Answers one. */
        @Nullable
        Object on(Method method, @Nullable Object @Nullable [] arguments) throws ReflectiveOperationException;
    }
}
