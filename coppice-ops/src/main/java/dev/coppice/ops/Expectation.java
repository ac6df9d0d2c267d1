package dev.coppice.ops;

import dev.coppice.ops.Violation.Kind;
import org.jspecify.annotations.Nullable;

/** Which violations a domain error stands for: a kind, a constraint's name, both, or any. A value for any thread. */
public record Expectation(@Nullable Kind kind, @Nullable String constraint) {
    /** Any unique or primary key. */
    public static Expectation unique() {
        return new Expectation(Kind.UNIQUE, null);
    }

    /** The unique or primary key of this name. */
    public static Expectation unique(String constraint) {
        return new Expectation(Kind.UNIQUE, constraint);
    }

    /** Any foreign key, in either direction. */
    public static Expectation foreignKey() {
        return new Expectation(Kind.FOREIGN_KEY, null);
    }

    /** The foreign key of this name. */
    public static Expectation foreignKey(String constraint) {
        return new Expectation(Kind.FOREIGN_KEY, constraint);
    }

    /** Any check. */
    public static Expectation check() {
        return new Expectation(Kind.CHECK, null);
    }

    /** The check of this name. */
    public static Expectation check(String constraint) {
        return new Expectation(Kind.CHECK, constraint);
    }

    /** Any column that must have a value. */
    public static Expectation notNull() {
        return new Expectation(Kind.NOT_NULL, null);
    }

    /** Any exclusion constraint. */
    public static Expectation exclusion() {
        return new Expectation(Kind.EXCLUSION, null);
    }

    /** The exclusion constraint of this name. */
    public static Expectation exclusion(String constraint) {
        return new Expectation(Kind.EXCLUSION, constraint);
    }

    /** Any violation at all; best as the last of a list. */
    public static Expectation any() {
        return new Expectation(null, null);
    }

    /** Whether this stands for {@code violation}. */
    public boolean matches(Violation violation) {
        return (kind == null || kind == violation.kind())
                && (constraint == null || constraint.equals(violation.constraint()));
    }
}
