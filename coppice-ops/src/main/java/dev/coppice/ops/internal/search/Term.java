package dev.coppice.ops.internal.search;

import dev.coppice.ops.internal.spec.Names;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.SortField;
import org.jooq.SortOrder;
import org.jooq.impl.DSL;
import org.jooq.impl.QOM.NullOrdering;
import org.jspecify.annotations.Nullable;

/** One column of a total order. */
record Term(Field<?> column, boolean descending, boolean nullsFirst, boolean nullable) {

    /** From what a caller gave; PostgreSQL takes nulls for greater than any value. */
    static Term of(SortField<?> sort, boolean nullable) {
        var descending = sort.$sortOrder() == SortOrder.DESC;
        var nulls = sort.$nullOrdering();
        var nullsFirst = nulls == null ? descending : nulls == NullOrdering.NULLS_FIRST;
        return new Term(sort.$field(), descending, nullsFirst, nullable);
    }

    Term reversed() {
        return new Term(column, !descending, !nullsFirst, nullable);
    }

    /** Sorts by {@code field}, this column or one that stands for it. NULLS is left out where it would keep an index away. */
    SortField<?> sort(Field<?> field) {
        var sort = descending ? field.desc() : field.asc();
        if (!nullable || nullsFirst == descending) {
            return sort;
        }
        return nullsFirst ? sort.nullsFirst() : sort.nullsLast();
    }

    /** Rows whose column comes behind the value. */
    Condition behind(@Nullable String value) {
        if (value == null) {
            return nullsFirst ? column.isNotNull() : DSL.falseCondition();
        }
        var greater = descending
                ? comparable().lt(AsItsColumn.value(value))
                : comparable().gt(AsItsColumn.value(value));
        return nullable && !nullsFirst ? greater.or(column.isNull()) : greater;
    }

    /** Rows whose column has the value. */
    Condition at(@Nullable String value) {
        return value == null ? column.isNull() : comparable().eq(AsItsColumn.value(value));
    }

    @SuppressWarnings("unchecked") // compared with what PostgreSQL gives the column's type, whatever it is in Java
    Field<Object> comparable() {
        return (Field<Object>) column;
    }

    String fingerprint() {
        return Names.of(column) + (descending ? " desc" : " asc") + (nullsFirst ? " nulls first" : " nulls last");
    }
}
