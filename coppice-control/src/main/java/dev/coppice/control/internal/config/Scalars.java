package dev.coppice.control.internal.config;

import dev.coppice.control.Durations;
import java.lang.reflect.InvocationTargetException;
import java.net.URI;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Reads single values. A refusal says what is allowed, as an {@link IllegalArgumentException}. */
final class Scalars {
    private static final Pattern NUMBER = Pattern.compile("-?[0-9][0-9_]*");

    private Scalars() {}

    static boolean reads(Class<?> type) {
        return type == String.class
                || whole(type)
                || type == boolean.class
                || type == Duration.class
                || type == URI.class
                || type == Path.class
                || type == ZoneId.class
                || type.isEnum()
                || Types.parser(type).isPresent();
    }

    static Object read(Class<?> type, String text) {
        if (type == String.class) {
            return text(text);
        }
        if (type == boolean.class) {
            return bool(text);
        }
        if (whole(type)) {
            return number(type, text);
        }
        if (type == Duration.class) {
            return Durations.parse(text);
        }
        if (type == URI.class || type == Path.class || type == ZoneId.class) {
            return named(type, text);
        }
        return type.isEnum() ? constant(type, text) : parsed(type, text);
    }

    static boolean whole(Class<?> type) {
        return type == int.class || type == long.class || type == Long.class;
    }

    static String allowed(Class<?> type) {
        return Arrays.stream(type.getEnumConstants()).map(Scalars::word).collect(Collectors.joining(" or "));
    }

    static String word(Object constant) {
        return ((Enum<?>) constant).name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static Object text(String text) {
        if (text.isBlank()) {
            throw new IllegalArgumentException("a text that is not blank");
        }
        return text;
    }

    private static Object bool(String text) {
        if (!text.equals("true") && !text.equals("false")) {
            throw new IllegalArgumentException("true or false");
        }
        return text.equals("true");
    }

    private static Object number(Class<?> type, String text) {
        try {
            if (NUMBER.matcher(text).matches()) {
                var number = Long.parseLong(text.replace("_", ""));
                return type == int.class ? (Object) Math.toIntExact(number) : (Object) number;
            }
        } catch (NumberFormatException | ArithmeticException tooBig) {
            throw new IllegalArgumentException("a whole number that is not so large", tooBig);
        }
        throw new IllegalArgumentException("a whole number, such as 1_000_000");
    }

    private static Object named(Class<?> type, String text) {
        try {
            if (type == URI.class) {
                return URI.create(text);
            }
            return type == Path.class ? Path.of(text) : ZoneId.of(text);
        } catch (DateTimeException unknown) {
            throw new IllegalArgumentException("a time zone, such as Europe/Berlin", unknown);
        } catch (InvalidPathException bad) {
            throw new IllegalArgumentException("a path", bad);
        } catch (IllegalArgumentException bad) {
            throw new IllegalArgumentException("an address", bad);
        }
    }

    private static Object constant(Class<?> type, String text) {
        return Arrays.stream(type.getEnumConstants())
                .filter(constant -> word(constant).equals(text))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(allowed(type)));
    }

    private static Object parsed(Class<?> type, String text) {
        try {
            return Types.parser(type).orElseThrow().invoke(null, text);
        } catch (InvocationTargetException refusal) {
            throw new IllegalArgumentException(
                    String.valueOf(refusal.getTargetException().getMessage()), refusal);
        } catch (IllegalAccessException closed) {
            throw new IllegalStateException(type + " must be public", closed);
        }
    }
}
