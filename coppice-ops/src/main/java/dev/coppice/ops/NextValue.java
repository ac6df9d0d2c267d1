package dev.coppice.ops;

import dev.coppice.ops.internal.spec.Names;
import org.jooq.Condition;
import org.jooq.Field;
import org.jspecify.annotations.Nullable;

/**
 * The rule by which a new row gets its place behind all rows of its group: the greatest value of a column plus a gap. The
 * row named as parent is locked first, so that creators of one group wait for each other and those of other groups do not;
 * it must therefore be the same row for every creator of a group. An immutable value: each method returns another one.
 */
public final class NextValue<N extends Number> {
    /** The distance between two values unless another is given; room to insert between neighbours. */
    public static final long DEFAULT_GAP = 100;

    private final Field<N> column;
    private final @Nullable Condition group;
    private final @Nullable Key<?> parent;
    private final long gap;

    private NextValue(Field<N> column, @Nullable Condition group, @Nullable Key<?> parent, long gap) {
        this.column = column;
        this.group = group;
        this.parent = parent;
        this.gap = gap;
    }

    /** Begins a rule for {@code column}, a whole or decimal number. */
    public static <N extends Number> NextValue<N> of(Field<N> column) {
        return new NextValue<>(column, null, null, DEFAULT_GAP);
    }

    /**
     * The same rule for the rows of this group.
     *
     * @throws IllegalStateException when a group was given before
     */
    public NextValue<N> within(Condition rows) {
        if (group != null) {
            throw new IllegalStateException("within(…) was already called for " + this + "; a rule has one group");
        }
        return new NextValue<>(column, rows, parent, gap);
    }

    /**
     * The same rule with the row that is locked {@code FOR NO KEY UPDATE} before the greatest value is read.
     *
     * @throws IllegalStateException when a parent was given before
     */
    public NextValue<N> locking(Key<?> row) {
        if (parent != null) {
            throw new IllegalStateException("locking(" + parent + ") was already called; a rule has one parent");
        }
        return new NextValue<>(column, group, row, gap);
    }

    /**
     * The same rule with another distance between two values.
     *
     * @throws IllegalArgumentException when it is not positive
     */
    public NextValue<N> gap(long distance) {
        if (distance < 1) {
            throw new IllegalArgumentException("gap must be 1 or more, was: " + distance);
        }
        return new NextValue<>(column, group, parent, distance);
    }

    /** The column that takes the value. */
    public Field<N> column() {
        return column;
    }

    /**
     * The rows of the group.
     *
     * @throws IllegalStateException when none was given
     */
    public Condition group() {
        if (group == null) {
            throw new IllegalStateException(this + " has no group; add within(…)");
        }
        return group;
    }

    /**
     * The row to lock.
     *
     * @throws IllegalStateException when none was given
     */
    public Key<?> parent() {
        if (parent == null) {
            throw new IllegalStateException(this + " has no parent row to lock; add locking(…)");
        }
        return parent;
    }

    /** The distance between two values. */
    public long gap() {
        return gap;
    }

    @Override
    public String toString() {
        return "NextValue[" + Names.of(column) + " + " + gap + (parent == null ? "" : " locking " + parent) + "]";
    }
}
