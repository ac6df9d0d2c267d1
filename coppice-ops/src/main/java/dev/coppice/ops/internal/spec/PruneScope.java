package dev.coppice.ops.internal.spec;

import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/**
 * Which rows of its own table a pruner means.
 *
 * @param key the columns of its key; empty when the catalogue is to tell
 * @param terminal the condition of the spec; null until it is given
 * @param conditions those of the call
 */
public record PruneScope(
        List<Field<?>> key,
        @Nullable Condition terminal,
        List<Condition> conditions,
        @Nullable Age age,
        @Nullable Instant before,
        int limit) {
    /** A column that tells how old a row is, and the zone in which its values are meant. */
    public record Age(Field<?> column, @Nullable ZoneId zone) {}

    /** Nothing said yet. */
    public static PruneScope ofDefaults(int limit) {
        return new PruneScope(List.of(), null, List.of(), null, null, limit);
    }

    /** The same by a key. */
    public PruneScope keyedBy(List<Field<?>> columns) {
        if (columns.isEmpty()) {
            throw new IllegalArgumentException("keyedBy(…) must name a column, was: none");
        }
        requireUnset("keyedBy(…)", key.isEmpty());
        return new PruneScope(columns, terminal, conditions, age, before, limit);
    }

    /** The same with the condition of the spec. */
    public PruneScope terminal(Condition condition) {
        requireUnset("terminal(…) or everything()", terminal == null);
        Objects.requireNonNull(condition, "condition");
        return new PruneScope(key, condition, conditions, age, before, limit);
    }

    /** The same with one condition more. */
    public PruneScope and(Condition condition) {
        var more = new ArrayList<>(conditions);
        more.add(Objects.requireNonNull(condition, "condition"));
        return new PruneScope(key, terminal, List.copyOf(more), age, before, limit);
    }

    /** The same with an age. */
    public PruneScope aged(Age other) {
        requireUnset("age(…)", age == null);
        return new PruneScope(key, terminal, conditions, other, before, limit);
    }

    /** The same up to a time. */
    public PruneScope before(Instant time) {
        requireUnset("before(" + before + ")", before == null);
        return new PruneScope(key, terminal, conditions, age, Objects.requireNonNull(time, "time"), limit);
    }

    /** The same with another limit. */
    public PruneScope limit(int rows) {
        if (rows < 1) {
            throw new IllegalArgumentException("limit must be 1 or more, was: " + rows);
        }
        return new PruneScope(key, terminal, conditions, age, before, rows);
    }

    /** All conditions but the age as one; null until that of the spec is given. */
    public @Nullable Condition condition() {
        return terminal == null ? null : DSL.and(terminal, DSL.and(conditions));
    }

    private static void requireUnset(String clause, boolean unset) {
        if (!unset) {
            throw new IllegalStateException(clause + " was already called; a pruner takes it once");
        }
    }
}
