package dev.coppice.testkit.internal.fault;

import dev.coppice.testkit.PlannedFault.Target;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.sql.Connection;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;

/** A statement of a {@link FaultyConnection}, plain, prepared or callable. */
final class FaultyStatement implements InvocationHandler {
    private final Statement real;
    private final Connection proxy;
    private final FaultyConnection connection;

    private FaultyStatement(Statement real, Connection proxy, FaultyConnection connection) {
        this.real = real;
        this.proxy = proxy;
        this.connection = connection;
    }

    static Object over(Statement real, Class<?> type, Connection proxy, FaultyConnection connection) {
        return Proxies.of(type, new FaultyStatement(real, proxy, connection));
    }

    @Override
    public @Nullable Object invoke(Object self, Method method, @Nullable Object @Nullable [] arguments)
            throws Throwable {
        var name = method.getName();
        return switch (name) {
            case "equals", "hashCode", "toString" -> Proxies.ownIdentity(self, name, arguments, real);
            case "getConnection" -> proxy;
            default ->
                name.startsWith("execute")
                        ? connection.perform(Target.STATEMENT, () -> Proxies.call(real, method, arguments))
                        : Proxies.call(real, method, arguments);
        };
    }
}
