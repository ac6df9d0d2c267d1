package dev.coppice.ops.internal.spec;

import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.jooq.Field;
import org.jooq.Param;
import org.jooq.Table;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/** What a spec gives to which column, each column once, in the order given; checked as far as the table is known. */
public final class Assignments {
    private final Table<?> table;
    private final String clause;
    private final Map<Field<?>, Field<?>> values;

    private Assignments(Table<?> table, String clause, Map<Field<?>, Field<?>> values) {
        this.table = table;
        this.clause = clause;
        this.values = Collections.unmodifiableMap(values);
    }

    /** Nothing yet; {@code clause} is the builder method to quote. */
    public static Assignments of(Table<?> table, String clause) {
        return new Assignments(table, clause, new LinkedHashMap<>());
    }

    /** One value more. */
    public <T> Assignments with(Field<T> column, @Nullable T value) {
        return put(column, bound(column, value));
    }

    /** One expression more. */
    public <T> Assignments withExpression(Field<T> column, Field<T> expression) {
        return put(column, expression);
    }

    /** Columns with their values. */
    public Map<Field<?>, Field<?>> values() {
        return values;
    }

    /** Whether every value is a plain one that can be sent in a list. */
    public boolean arePlain() {
        return values.values().stream().allMatch(value -> value instanceof Param);
    }

    /** A value for a column, checked against what is known of the column. */
    static <T> Field<T> bound(Field<T> column, @Nullable T value) {
        if (value != null) {
            requireFits(column, value);
        }
        return DSL.val(value, column);
    }

    private static void requireFits(Field<?> column, Object value) {
        var type = column.getDataType();
        if (type.getType() != Object.class && !type.getType().isInstance(value)) {
            throw new IllegalArgumentException("column " + Names.of(column) + " takes "
                    + type.getType().getSimpleName() + ", was given "
                    + value.getClass().getSimpleName());
        }
        if (value instanceof String text && type.length() > 0) {
            var length = text.codePointCount(0, text.length());
            if (length > type.length()) {
                throw new IllegalArgumentException(
                        "column " + Names.of(column) + " takes " + type.length() + " characters, was given " + length);
            }
        }
    }

    private Assignments put(Field<?> column, Field<?> value) {
        requireOwn(column);
        if (values.keySet().stream().anyMatch(known -> known.getName().equals(column.getName()))) {
            throw new IllegalStateException(
                    clause + "(" + Names.of(column) + ", …) was already called; a column takes one value");
        }
        var more = new LinkedHashMap<>(values);
        more.put(column, value);
        return new Assignments(table, clause, more);
    }

    private void requireOwn(Field<?> column) {
        var known = table.fields();
        if (known.length > 0
                && Arrays.stream(known).noneMatch(field -> field.getName().equals(column.getName()))) {
            throw new IllegalArgumentException(
                    "column must be one of " + Names.of(table) + ", was: " + Names.of(column));
        }
    }

    /** The columns' names. */
    @Override
    public String toString() {
        return values.keySet().stream().map(Field::getName).collect(Collectors.joining(", "));
    }
}
