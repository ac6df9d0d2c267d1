package dev.coppice.ops.internal.write;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jooq.DataType;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.RowN;
import org.jooq.Table;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;

/**
 * A list of items as a table of values, with their ordinals first. Each value is cast to its column's type, because
 * PostgreSQL would otherwise take a column of nulls for text; lengths and precisions are left out of the cast, because a
 * cast would cut silently what the column itself refuses.
 */
final class Items {
    static final Field<Integer> ORDINAL = DSL.field(DSL.name("coppice_item", "ordinal"), SQLDataType.INTEGER);
    private static final String NAME = "coppice_item";

    private Items() {}

    /** A table of the values of each item for the same columns. */
    static Table<Record> table(List<? extends Collection<Field<?>>> items, List<Field<?>> columns) {
        var rows = new RowN[items.size()];
        for (var ordinal = 0; ordinal < rows.length; ordinal++) {
            var cells = new ArrayList<Field<?>>();
            cells.add(DSL.inline(ordinal));
            var position = 0;
            for (var value : items.get(ordinal)) {
                cells.add(typed(columns.get(position++), value));
            }
            rows[ordinal] = DSL.row(cells);
        }
        var names = new ArrayList<String>();
        names.add("ordinal");
        for (var position = 0; position < columns.size(); position++) {
            names.add(column(position));
        }
        return DSL.values(rows).as(NAME, names.toArray(String[]::new));
    }

    /** The field of that table that holds the values of the {@code position}-th column. */
    static <T> Field<T> field(Field<T> column, int position) {
        return DSL.field(DSL.name(NAME, column(position)), column.getDataType());
    }

    /** A value that has its column's type, whatever stands around it. */
    static Field<?> typed(Field<?> column, Field<?> value) {
        var type = unlimited(column.getDataType());
        return type.getType() == Object.class ? value : value.cast(type);
    }

    private static DataType<?> unlimited(DataType<?> type) {
        if (type.isString() && type.getType() == String.class) {
            return SQLDataType.CLOB;
        }
        if (type.isDecimal()) {
            return SQLDataType.NUMERIC;
        }
        return type;
    }

    private static String column(int position) {
        return "c" + position;
    }
}
