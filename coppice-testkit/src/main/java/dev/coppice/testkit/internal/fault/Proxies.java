package dev.coppice.testkit.internal.fault;

import static java.util.Objects.requireNonNull;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import org.jspecify.annotations.Nullable;

/** What all proxies here do alike. */
final class Proxies {
    private Proxies() {}

    static <T> T of(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }

    static @Nullable Object call(@Nullable Object target, Method method, @Nullable Object @Nullable [] arguments)
            throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException failure) {
            throw requireNonNull(failure.getCause());
        }
    }

    static Object first(@Nullable Object @Nullable [] arguments) {
        return requireNonNull(requireNonNull(arguments)[0]);
    }

    /** A proxy equals itself alone, though it reads like what it stands for. */
    @SuppressWarnings("ReferenceEquality") // identity is what a connection compares by
    static Object ownIdentity(Object proxy, String name, @Nullable Object @Nullable [] arguments, Object real) {
        return switch (name) {
            case "equals" -> arguments != null && proxy == arguments[0];
            case "hashCode" -> System.identityHashCode(proxy);
            default -> "faulty " + real;
        };
    }
}
