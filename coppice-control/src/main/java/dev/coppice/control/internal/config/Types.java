package dev.coppice.control.internal.config;

import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Questions about the types of record components. */
final class Types {
    private Types() {}

    static Class<?> raw(Type type) {
        return type instanceof ParameterizedType parameterized
                ? (Class<?>) parameterized.getRawType()
                : (Class<?>) type;
    }

    static Type argument(Type type, int index) {
        return ((ParameterizedType) type).getActualTypeArguments()[index];
    }

    /** The static method that reads a scalar of the type. */
    static Optional<Method> parser(Class<?> type) {
        return factory(type, "parse", String.class);
    }

    /** The static method that takes a list where the type may be written as one. */
    static Optional<Method> lister(Class<?> type) {
        return factory(type, "of", List.class);
    }

    private static Optional<Method> factory(Class<?> type, String name, Class<?> parameter) {
        return Arrays.stream(type.getDeclaredMethods())
                .filter(method -> method.getName().equals(name) && method.getReturnType() == type)
                .filter(method -> Arrays.equals(method.getParameterTypes(), new Class<?>[] {parameter}))
                .findFirst();
    }
}
