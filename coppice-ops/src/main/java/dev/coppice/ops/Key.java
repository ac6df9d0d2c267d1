package dev.coppice.ops;

import dev.coppice.ops.internal.spec.Assignments;
import dev.coppice.ops.internal.spec.Names;
import java.util.Map;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Table;
import org.jooq.impl.DSL;

/**
 * What identifies one row: a value for each column of a key, single or composite. A value for any thread. Where the
 * table's keys are known, as with generated classes, the columns must hold one of them when the key is used; otherwise an
 * op that finds two rows fails and writes nothing.
 */
public final class Key<R extends Record> {
    private final Table<R> table;
    private final Assignments columns;

    private Key(Table<R> table, Assignments columns) {
        this.table = table;
        this.columns = columns;
    }

    /** Begins a key of {@code table}. */
    public static <R extends Record> Key<R> in(Table<R> table) {
        return new Key<>(table, Assignments.of(table, "with"));
    }

    /**
     * The same key with one more column.
     *
     * @throws IllegalArgumentException when the column is not the table's, or cannot take the value
     * @throws IllegalStateException when the column has a value already
     */
    public <T> Key<R> with(Field<T> column, T value) {
        if (value == null) {
            throw new IllegalArgumentException("key column " + column.getName() + " must have a value, was: null");
        }
        return new Key<>(table, columns.with(column, value));
    }

    /** The table. */
    public Table<R> table() {
        return table;
    }

    /** The columns with their values, in the order given. */
    public Map<Field<?>, Field<?>> columns() {
        return columns.values();
    }

    /** The rows this key identifies, as a condition. */
    public Condition condition() {
        return DSL.and(columns.values().entrySet().stream()
                .map(column -> equal(column.getKey(), column.getValue()))
                .toList());
    }

    /** The columns without their values. */
    @Override
    public String toString() {
        return Names.of(table) + "(" + columns + ")";
    }

    @SuppressWarnings("unchecked") // the value was made for its column
    private static <T> Condition equal(Field<T> column, Field<?> value) {
        return column.eq((Field<T>) value);
    }
}
