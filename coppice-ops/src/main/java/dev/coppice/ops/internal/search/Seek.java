package dev.coppice.ops.internal.search;

import java.util.ArrayList;
import java.util.List;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/**
 * Where a row stands against the place of a cursor: conditions that exclude each other, in the order of their rows. There are
 * two where rows with a value and rows without one in the first column both count, since no index finds both in one go.
 */
final class Seek {
    private Seek() {}

    /** Rows behind the place. */
    static List<Condition> behind(List<Term> terms, List<@Nullable String> place) {
        return isUniform(terms) ? List.of(byRow(terms, place, false)) : byColumn(terms, place, false);
    }

    /** Rows at the place or behind it. */
    static List<Condition> atOrBehind(List<Term> terms, List<@Nullable String> place) {
        return isUniform(terms) ? List.of(byRow(terms, place, true)) : byColumn(terms, place, true);
    }

    /** One direction and no nulls: then a comparison of rows says it all, and finds the place in an index. */
    private static boolean isUniform(List<Term> terms) {
        return terms.stream().noneMatch(Term::nullable)
                && terms.stream().map(Term::descending).distinct().count() == 1;
    }

    private static Condition byRow(List<Term> terms, List<@Nullable String> place, boolean orAt) {
        var columns = DSL.row(terms.stream().<Field<?>>map(Term::column).toList());
        var values = DSL.row(place.stream()
                .map(value -> AsItsColumn.value(String.valueOf(value)))
                .toList());
        if (terms.getFirst().descending()) {
            return orAt ? columns.le(values) : columns.lt(values);
        }
        return orAt ? columns.ge(values) : columns.gt(values);
    }

    /** The first column that differs decides. The bound on the first column is implied, and lets an index begin there. */
    private static List<Condition> byColumn(List<Term> terms, List<@Nullable String> place, boolean orAt) {
        var ways = new ArrayList<Condition>();
        var equal = DSL.noCondition();
        for (var number = 0; number < terms.size(); number++) {
            ways.add(equal.and(terms.get(number).behind(place.get(number))));
            equal = equal.and(terms.get(number).at(place.get(number)));
        }
        if (orAt) {
            ways.add(equal);
        }
        var first = terms.getFirst();
        var isNull = place.getFirst() == null;
        var bound = isNull ? first.column().isNull() : byRow(List.of(first), place.subList(0, 1), true);
        var near = bound.and(DSL.or(ways));
        if (!first.nullable() || isNull != first.nullsFirst()) {
            return List.of(near);
        }
        return List.of(
                near, isNull ? first.column().isNotNull() : first.column().isNull());
    }
}
