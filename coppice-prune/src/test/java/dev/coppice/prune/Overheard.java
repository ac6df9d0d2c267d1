package dev.coppice.prune;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyManager;
import org.postgresql.copy.CopyOut;
import org.postgresql.core.BaseConnection;

/** Listens to what is sent to a database: every text, as it is, COPY too. */
final class Overheard {
    private final List<String> texts = new ArrayList<>();
    private boolean listening;

    /** The database, listened to. */
    DataSource on(DataSource source) {
        return wrapped(DataSource.class, (method, arguments) -> {
            var result = called(source, method, arguments);
            return result instanceof Connection connection ? connection(connection) : result;
        });
    }

    /** From now on. */
    void listen() {
        listening = true;
    }

    /** What was sent. */
    List<String> texts() {
        return List.copyOf(texts);
    }

    private Connection connection(Connection real) {
        return wrapped(Connection.class, (method, arguments) -> {
            if (method.getName().equals("unwrap") && arguments != null && arguments[0] == PGConnection.class) {
                return postgres(real.unwrap(PGConnection.class));
            }
            var result = called(real, method, arguments);
            return result instanceof Statement statement && method.getName().equals("createStatement")
                    ? statement(statement)
                    : result;
        });
    }

    private Statement statement(Statement real) {
        return wrapped(Statement.class, (method, arguments) -> {
            if (method.getName().startsWith("execute") && arguments != null) {
                heard(String.valueOf(arguments[0]));
            }
            return called(real, method, arguments);
        });
    }

    private PGConnection postgres(PGConnection real) {
        return wrapped(
                PGConnection.class,
                (method, arguments) -> method.getName().equals("getCopyAPI")
                        ? new CopyManager((BaseConnection) real) {
                            @Override
                            public CopyOut copyOut(String sql) throws SQLException {
                                heard(sql);
                                return super.copyOut(sql);
                            }
                        }
                        : called(real, method, arguments));
    }

    private void heard(String text) {
        if (listening) {
            texts.add(text);
        }
    }

    private interface Call {
        @Nullable
        Object of(Method method, Object @Nullable [] arguments) throws Throwable;
    }

    private static <T> T wrapped(Class<T> type, Call call) {
        InvocationHandler handler = (proxy, method, arguments) -> call.of(method, arguments);
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }

    private static @Nullable Object called(Object target, Method method, Object @Nullable [] arguments)
            throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException thrown) {
            throw thrown.getCause();
        }
    }
}
