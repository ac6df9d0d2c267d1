package dev.coppice.testkit.internal.fault;

import dev.coppice.testkit.PlannedFault;
import dev.coppice.testkit.PlannedFault.Moment;
import dev.coppice.testkit.PlannedFault.Target;
import java.io.EOFException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.postgresql.copy.CopyManager;
import org.postgresql.core.BaseConnection;
import org.postgresql.core.QueryExecutor;
import org.postgresql.util.PSQLException;
import org.postgresql.util.PSQLState;
import org.postgresql.util.ServerErrorMessage;

/**
 * A connection whose operations may fail. It is also a pgjdbc {@code BaseConnection} where the real one is, so that a COPY
 * goes through here: a {@code CopyManager} sends it by the connection's query executor, which is a proxy too.
 */
public final class FaultyConnection implements InvocationHandler {
    private static final Set<String> SAVEPOINTS = Set.of("setSavepoint", "releaseSavepoint");

    private final Connection real;
    private final @Nullable BaseConnection driver;
    private final FaultCounter counter;

    private FaultyConnection(Connection real, @Nullable BaseConnection driver, FaultCounter counter) {
        this.real = real;
        this.driver = driver;
        this.counter = counter;
    }

    /** Wraps a connection. */
    public static Connection over(Connection real, FaultCounter counter) throws SQLException {
        if (!real.isWrapperFor(BaseConnection.class)) {
            return Proxies.of(Connection.class, new FaultyConnection(real, null, counter));
        }
        var driver = real.unwrap(BaseConnection.class);
        return Proxies.of(BaseConnection.class, new FaultyConnection(real, driver, counter));
    }

    @Override
    public @Nullable Object invoke(Object proxy, Method method, @Nullable Object @Nullable [] arguments)
            throws Throwable {
        var name = method.getName();
        return switch (name) {
            case "equals", "hashCode", "toString" -> Proxies.ownIdentity(proxy, name, arguments, real);
            case "unwrap", "isWrapperFor" -> unwrap(proxy, method, arguments);
            case "commit" -> perform(Target.COMMIT, () -> call(method, arguments));
            case "setAutoCommit" -> setAutoCommit(method, arguments);
            case "getCopyAPI" -> new CopyManager((BaseConnection) proxy);
            case "getQueryExecutor" ->
                Proxies.of(QueryExecutor.class, new FaultyCopy(this, (QueryExecutor) call(method, arguments)));
            default -> other((Connection) proxy, method, arguments);
        };
    }

    /** Does {@code operation} on the server, unless its turn to fail has come. */
    @Nullable
    Object perform(Target target, Operation operation) throws Throwable {
        var fault = begin(target);
        var returned = operation.run();
        if (fault != null) {
            throw happen(fault);
        }
        return returned;
    }

    /** Counts an operation and fails it if it fails before the server sees it; returns what must happen after it. */
    @Nullable
    PlannedFault begin(Target target) throws SQLException {
        var fault = counter.count(target);
        if (fault != null && fault.moment() == Moment.BEFORE) {
            throw happen(fault, target);
        }
        return fault;
    }

    SQLException happen(PlannedFault fault) {
        return happen(fault, Target.STATEMENT);
    }

    private SQLException happen(PlannedFault fault, Target target) {
        try {
            var state = fault.sqlState();
            if (state == null) {
                (driver == null ? real : driver).abort(Runnable::run);
                return new PSQLException(
                        "An I/O error occurred while sending to the backend.",
                        PSQLState.CONNECTION_FAILURE,
                        new EOFException("testkit: " + fault));
            }
            return raised(state, fault, target);
        } catch (SQLException unable) {
            return unable;
        }
    }

    /** The server raises it, so the transaction is aborted as by any error; a refused commit has ended it. */
    private SQLException raised(String state, PlannedFault fault, Target target) throws SQLException {
        var raise = "DO $$BEGIN RAISE SQLSTATE '" + state + "' USING MESSAGE = 'testkit: " + fault + "'; END$$";
        try (var statement = real.createStatement()) {
            statement.execute(raise);
            throw new IllegalStateException("the server did not raise " + state);
        } catch (SQLException error) {
            if (target == Target.COMMIT) {
                real.rollback();
            }
            return state.equals(error.getSQLState()) ? error : told(state, fault);
        }
    }

    /** In a transaction that is aborted already the server runs nothing that could raise; it stays aborted all the same. */
    private static SQLException told(String state, PlannedFault fault) {
        var fields = List.of("SERROR", "VERROR", "C" + state, "Mtestkit: " + fault, "");
        return new PSQLException(new ServerErrorMessage(String.join("\0", fields)));
    }

    private @Nullable Object setAutoCommit(Method method, @Nullable Object @Nullable [] arguments) throws Throwable {
        var commits = arguments != null && Boolean.TRUE.equals(arguments[0]) && !real.getAutoCommit();
        return commits ? perform(Target.COMMIT, () -> call(method, arguments)) : call(method, arguments);
    }

    private @Nullable Object other(Connection proxy, Method method, @Nullable Object @Nullable [] arguments)
            throws Throwable {
        var runsSql = SAVEPOINTS.contains(method.getName()) || method.getName().startsWith("execSQL");
        if (runsSql || (method.getName().equals("rollback") && arguments != null)) {
            return perform(Target.STATEMENT, () -> call(method, arguments));
        }
        var returned = call(method, arguments);
        return returned instanceof Statement statement
                ? FaultyStatement.over(statement, method.getReturnType(), proxy, this)
                : returned;
    }

    private @Nullable Object unwrap(Object proxy, Method method, @Nullable Object @Nullable [] arguments)
            throws Throwable {
        var type = (Class<?>) Proxies.first(arguments);
        if (!type.isInstance(proxy)) {
            return call(method, arguments);
        }
        return method.getName().equals("unwrap") ? proxy : true;
    }

    private @Nullable Object call(Method method, @Nullable Object @Nullable [] arguments) throws Throwable {
        var onConnection = method.getDeclaringClass().isAssignableFrom(Connection.class);
        return Proxies.call(onConnection || driver == null ? real : driver, method, arguments);
    }

    /** Something done on the server. */
    @FunctionalInterface
    interface Operation {
        @Nullable
        Object run() throws Throwable;
    }
}
