package dev.coppice.testkit.internal.fault;

import dev.coppice.testkit.PlannedFault;
import dev.coppice.testkit.PlannedFault.Target;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import org.jspecify.annotations.Nullable;
import org.postgresql.copy.CopyDual;
import org.postgresql.copy.CopyIn;
import org.postgresql.copy.CopyOut;
import org.postgresql.core.QueryExecutor;

/**
 * The query executor of a {@link FaultyConnection}, of which only the start of a COPY matters. A COPY has been done by the
 * server when its last row is read or its end is acknowledged, so that is where a fault after it happens.
 */
final class FaultyCopy implements InvocationHandler {
    private final FaultyConnection connection;
    private final @Nullable QueryExecutor real;

    FaultyCopy(FaultyConnection connection, @Nullable QueryExecutor real) {
        this.connection = connection;
        this.real = real;
    }

    @Override
    public @Nullable Object invoke(Object proxy, Method method, @Nullable Object @Nullable [] arguments)
            throws Throwable {
        if (!method.getName().equals("startCopy")) {
            return Proxies.call(real, method, arguments);
        }
        var fault = connection.begin(Target.STATEMENT);
        var operation = Proxies.call(real, method, arguments);
        return fault == null ? operation : failingAtItsEnd(operation, fault);
    }

    private @Nullable Object failingAtItsEnd(@Nullable Object operation, PlannedFault fault) {
        InvocationHandler handler = (proxy, method, arguments) -> {
            var returned = Proxies.call(operation, method, arguments);
            var read = method.getName().equals("readFromCopy") && returned == null;
            if (read || method.getName().equals("endCopy")) {
                throw connection.happen(fault);
            }
            return returned;
        };
        return switch (operation) {
            case CopyDual both -> Proxies.of(CopyDual.class, handler);
            case CopyIn in -> Proxies.of(CopyIn.class, handler);
            case CopyOut out -> Proxies.of(CopyOut.class, handler);
            case null -> null;
            default -> operation;
        };
    }
}
