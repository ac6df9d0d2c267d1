package dev.coppice.ops.internal.spec;

import dev.coppice.ops.Expectation;
import dev.coppice.ops.Gate;
import dev.coppice.ops.IntegrityViolated;
import dev.coppice.ops.Violation;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What every write spec may add: a name, a gate, and what it expects to go wrong.
 *
 * @param name for logs, messages and meters
 */
public record Terms(String name, @Nullable Gate gate, List<Expected> expected) {
    /** One line of the list of expectations. */
    public record Expected(Expectation expectation, Supplier<? extends RuntimeException> error) {}

    /** No gate, nothing expected. */
    public static Terms of(String name) {
        return new Terms(name, null, List.of());
    }

    /** The same under a name. */
    public Terms named(String other) {
        if (other.isBlank()) {
            throw new IllegalArgumentException("name must not be blank, was: \"" + other + "\"");
        }
        return new Terms(other, gate, expected);
    }

    /** The same under a gate. */
    public Terms onlyIf(Gate other) {
        if (gate != null) {
            throw new IllegalStateException("onlyIf(" + gate + ") was already called; a write has one gate");
        }
        return new Terms(name, Objects.requireNonNull(other, "gate"), expected);
    }

    /** The same with one expectation more; the first that matches wins. */
    public Terms expect(Expectation expectation, Supplier<? extends RuntimeException> error) {
        if (expected.stream().anyMatch(line -> line.expectation().equals(expectation))) {
            throw new IllegalStateException("expect(" + expectation + ", …) was already called; the first would win");
        }
        var more = new ArrayList<>(expected);
        more.add(new Expected(expectation, error));
        return new Terms(name, gate, List.copyOf(more));
    }

    /** The error for a violation: the expected one, made anew, or the classified one. */
    public RuntimeException errorFor(Violation violation) {
        return errorFor(violation, new IntegrityViolated(name, violation));
    }

    /** The error for a violation: the expected one, made anew, or this one. */
    public RuntimeException errorFor(Violation violation, IntegrityViolated classified) {
        for (var line : expected) {
            if (line.expectation().matches(violation)) {
                return made(line.error(), classified);
            }
        }
        return classified;
    }

    private static RuntimeException made(Supplier<? extends RuntimeException> supplier, IntegrityViolated classified) {
        try {
            var error = Objects.requireNonNull(supplier.get(), "the supplier of an expectation returned null");
            if (error.getCause() == null && error != classified) {
                error.addSuppressed(classified);
            }
            return error;
        } catch (RuntimeException broken) {
            classified.addSuppressed(broken);
            return classified;
        }
    }

    /** How a spec reads in a log line. */
    public String describe(String verb, Object table, Object columns) {
        return verb + "[" + name + ": " + table + "(" + columns + ")" + (gate == null ? "" : " only if " + gate) + "]";
    }
}
