package dev.coppice.ops.internal.search;

import java.lang.reflect.Array;
import java.util.Collection;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.Param;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/** The values of a filter: checked against what is known of their column, then bound, never put into the text. */
public final class Operands {
    private Operands() {}

    /** A value for a column. */
    public static <T> Param<T> bound(Field<T> column, T value) {
        requireFits(column, value);
        return DSL.val(value, column);
    }

    /** Whether the column is one of the values, which go as one array: any number of them is the same statement. */
    public static <T> Condition oneOf(Field<T> column, Collection<? extends T> values) {
        values.forEach(value -> requireFits(column, value));
        if (values.isEmpty()) {
            return DSL.falseCondition();
        }
        var type = isUntyped(column) ? oneType(column, values) : column.getType();
        @SuppressWarnings("unchecked") // each value was checked to be of the column's type
        var array = (T[]) values.toArray(size -> (Object[]) Array.newInstance(type, size));
        return column.eq(
                isUntyped(column)
                        ? DSL.any(array)
                        : DSL.any(DSL.val(array, column.getDataType().array())));
    }

    /** Whether patterns can be looked for in the column, as far as its type is known. */
    public static boolean isText(Field<?> column) {
        return isUntyped(column) || column.getType() == String.class;
    }

    private static void requireFits(Field<?> column, @Nullable Object value) {
        if (value == null) {
            throw SearchRefusals.wrongValue(column, "null in a list");
        }
        if (!column.getType().isInstance(value)) {
            throw SearchRefusals.wrongValue(column, value.getClass().getSimpleName());
        }
    }

    private static Class<?> oneType(Field<?> column, Collection<?> values) {
        var type = values.iterator().next().getClass();
        values.stream().filter(value -> value.getClass() != type).findFirst().ifPresent(other -> {
            throw SearchRefusals.wrongValue(
                    column, type.getSimpleName() + " and " + other.getClass().getSimpleName() + " in one list");
        });
        return type;
    }

    private static boolean isUntyped(Field<?> column) {
        return column.getType() == Object.class;
    }
}
