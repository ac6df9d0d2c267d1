package dev.coppice.ops;

import dev.coppice.ops.internal.search.SearchRefusals;
import java.util.List;
import java.util.Optional;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.impl.DSL;

/**
 * Which rows a user wants to see, as a value made from what the user sent: operators on columns, in groups that nest. Safe
 * for any thread.
 *
 * <p>Each operator either holds for a row or does not, also where the column is null: what compares with a value does not
 * hold there, its negation does. So {@link #not} is exactly the other rows, whatever it is put around.
 *
 * <p>What says nothing limits nothing: an operator given null, a group without parts, or a group whose parts say nothing are
 * as if they were not there, inside a group and around. A list of values that is empty does say something: nothing is in it.
 */
public abstract sealed class Filter permits FieldFilter, FilterGroup {
    /** How deep groups may be nested. */
    public static final int MAX_DEPTH = 10;

    /** How many values a filter may compare with, those of lists and of all its parts taken together. */
    public static final int MAX_VALUES = 1_000;

    Filter() {}

    /** Begins a filter on one column. */
    public static <T> FieldFilter<T> of(Field<T> column) {
        return new FieldFilter<>(column);
    }

    /** Holds where all parts hold. */
    public static Filter allOf(Filter... parts) {
        return allOf(List.of(parts));
    }

    /**
     * Holds where all parts hold.
     *
     * @throws CoppiceException {@code search.filter-too-deep}, {@code search.filter-too-large}
     */
    public static Filter allOf(List<? extends Filter> parts) {
        return group(FilterGroup.Kind.ALL, parts);
    }

    /** Holds where at least one part holds. */
    public static Filter anyOf(Filter... parts) {
        return anyOf(List.of(parts));
    }

    /**
     * Holds where at least one part holds.
     *
     * @throws CoppiceException {@code search.filter-too-deep}, {@code search.filter-too-large}
     */
    public static Filter anyOf(List<? extends Filter> parts) {
        return group(FilterGroup.Kind.ANY, parts);
    }

    /**
     * Holds exactly where {@code part} does not.
     *
     * @throws CoppiceException {@code search.filter-too-deep}
     */
    public static Filter not(Filter part) {
        return group(FilterGroup.Kind.NOT, List.of(part));
    }

    /** This filter as a condition; {@link DSL#noCondition} when it says nothing. */
    public Condition condition() {
        return condition(true).orElseGet(DSL::noCondition);
    }

    /** The columns it looks at. */
    public abstract List<Field<?>> columns();

    /** The rows for which it holds, or those for which it does not; empty when it says nothing. */
    abstract Optional<Condition> condition(boolean holding);

    abstract int depth();

    abstract int values();

    static <F extends Filter> F withinLimits(F filter) {
        if (filter.depth() > MAX_DEPTH) {
            throw SearchRefusals.filterTooDeep(MAX_DEPTH);
        }
        if (filter.values() > MAX_VALUES) {
            throw SearchRefusals.filterTooLarge(MAX_VALUES, filter.values());
        }
        return filter;
    }

    private static Filter group(FilterGroup.Kind kind, List<? extends Filter> parts) {
        return withinLimits(new FilterGroup(kind, List.copyOf(parts)));
    }
}
