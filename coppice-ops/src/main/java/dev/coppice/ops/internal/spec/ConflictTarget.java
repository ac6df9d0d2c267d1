package dev.coppice.ops.internal.spec;

import static java.util.stream.Collectors.joining;

import java.util.List;
import org.jooq.Condition;
import org.jooq.Field;
import org.jspecify.annotations.Nullable;

/** The unique index that decides whether an upserter's row exists. */
public record ConflictTarget(
        List<Field<?>> columns, @Nullable Condition predicate) {
    /** No index named yet. */
    public static final ConflictTarget NONE = new ConflictTarget(List.of(), null);

    /** The same with its columns. */
    public ConflictTarget on(List<Field<?>> others) {
        if (others.isEmpty()) {
            throw new IllegalArgumentException("columns must name at least one, was: none");
        }
        if (!columns.isEmpty()) {
            throw new IllegalStateException("conflictOn(" + this + ") was already called; an upserter has one target");
        }
        return new ConflictTarget(others, predicate);
    }

    /** The same with the predicate of a partial index. */
    public ConflictTarget where(Condition other) {
        if (predicate != null) {
            throw new IllegalStateException(
                    "conflictWhere(…) was already called for (" + this + "); an index has one predicate");
        }
        return new ConflictTarget(columns, other);
    }

    @Override
    public String toString() {
        return columns.stream().map(Field::getName).collect(joining(", "));
    }
}
