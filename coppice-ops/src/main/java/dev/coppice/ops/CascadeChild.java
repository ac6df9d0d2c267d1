package dev.coppice.ops;

import dev.coppice.ops.internal.spec.Names;
import java.util.ArrayList;
import java.util.List;
import org.jooq.Field;
import org.jooq.Table;

/**
 * Rows that go with the rows they refer to, and in their turn the rows that refer to them. An immutable value for any
 * thread: each method returns another one.
 *
 * <p>The columns given by {@link #by} refer to those of the foreign key they belong to; without a foreign key to the key of
 * the other table, in its order, or to what {@link #to} names. Only a foreign key keeps others from adding such rows while
 * they are deleted.
 */
public final class CascadeChild {
    private final Table<?> table;
    private final List<Field<?>> columns;
    private final List<Field<?>> referenced;
    private final List<CascadeChild> children;

    private CascadeChild(
            Table<?> table, List<Field<?>> columns, List<Field<?>> referenced, List<CascadeChild> children) {
        this.table = table;
        this.columns = columns;
        this.referenced = referenced;
        this.children = children;
    }

    /** Begins with the rows of {@code table}; {@link #by} must follow. */
    public static CascadeChild of(Table<?> table) {
        return new CascadeChild(table, List.of(), List.of(), List.of());
    }

    /**
     * The same rows with the columns by which they refer.
     *
     * @throws IllegalArgumentException when no column is given
     * @throws IllegalStateException when columns were given before
     */
    public CascadeChild by(Field<?>... own) {
        return new CascadeChild(table, once("by", columns, own), referenced, children);
    }

    /**
     * The same rows with the columns they refer to, in the order of their own.
     *
     * @throws IllegalArgumentException when no column is given
     * @throws IllegalStateException when columns were given before
     */
    public CascadeChild to(Field<?>... others) {
        return new CascadeChild(table, columns, once("to", referenced, others), children);
    }

    /** The same rows with rows that refer to them. */
    public CascadeChild cascade(CascadeChild... below) {
        var more = new ArrayList<>(children);
        more.addAll(List.of(below));
        return new CascadeChild(table, columns, referenced, List.copyOf(more));
    }

    /** The table of these rows. */
    public Table<?> table() {
        return table;
    }

    /** The columns by which they refer. */
    public List<Field<?>> columns() {
        return columns;
    }

    /** The columns they refer to; empty unless given. */
    public List<Field<?>> referenced() {
        return referenced;
    }

    /** The rows that refer to these. */
    public List<CascadeChild> children() {
        return children;
    }

    private List<Field<?>> once(String method, List<Field<?>> before, Field<?>[] given) {
        if (given.length == 0) {
            throw new IllegalArgumentException(method + "(…) of " + this + " must name a column, was: none");
        }
        if (!before.isEmpty()) {
            throw new IllegalStateException(method + "(…) was already called for " + this);
        }
        return List.of(given);
    }

    /** Names, never values. */
    @Override
    public String toString() {
        return Names.of(table) + (children.isEmpty() ? "" : children);
    }
}
