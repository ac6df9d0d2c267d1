package dev.coppice.ops.internal.search;

import java.util.Arrays;
import org.jooq.Field;
import org.jooq.OrderField;
import org.jooq.SortField;
import org.jooq.Table;
import org.jooq.TableField;

/** Whether a search names columns its table has, as far as the table is known before the database is asked. */
public final class SearchColumns {
    private SearchColumns() {}

    /** Fails on what is not a column of the table. */
    public static void requireOwn(Table<?> table, String search, Field<?> column) {
        if (!(column instanceof TableField)) {
            throw SearchRefusals.notAColumn(search);
        }
        requireKnown(table, search, column);
    }

    /** Fails on a column the table does not have, or has with another type; an expression passes. */
    public static void requireKnown(Table<?> table, String search, Field<?> column) {
        var known = table.fields();
        if (known.length == 0 || !(column instanceof TableField)) {
            return;
        }
        var same = Arrays.stream(known)
                .filter(field -> field.getName().equals(column.getName()))
                .toList();
        if (same.isEmpty()) {
            throw SearchRefusals.unknownColumn(search, column);
        }
        if (column.getType() != Object.class && same.stream().noneMatch(field -> field.getType() == column.getType())) {
            throw SearchRefusals.wrongColumn(search, column, same.getFirst());
        }
    }

    /** One column of an order with its direction. */
    public static SortField<?> sort(Table<?> table, String search, OrderField<?> order) {
        var sort = order instanceof SortField<?> sorted ? sorted : order instanceof Field<?> field ? field.asc() : null;
        if (sort == null) {
            throw SearchRefusals.notAColumn(search);
        }
        requireOwn(table, search, sort.$field());
        return sort;
    }
}
