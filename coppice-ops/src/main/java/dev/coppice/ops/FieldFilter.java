package dev.coppice.ops;

import dev.coppice.ops.internal.search.Operands;
import dev.coppice.ops.internal.search.SearchRefusals;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/**
 * Operators on one column, all of which must hold. An immutable value: each operator returns another one. An operator given
 * null is one the user did not send, and adds nothing.
 *
 * <p>A value of another type than the column's is refused with {@code search.wrong-type}, a pattern on a column that is not
 * text with {@code search.wrong-operator}, more than {@link Filter#MAX_VALUES} values with {@code search.filter-too-large}.
 */
public final class FieldFilter<T> extends Filter {
    private static final char ESCAPE = '!';

    private final Field<T> column;
    private final List<Operator> operators;

    /** One operator: where it holds and where it does not, which together are all rows. */
    private record Operator(String name, Condition holds, Condition fails, int values) {}

    FieldFilter(Field<T> column) {
        this(column, List.of());
    }

    private FieldFilter(Field<T> column, List<Operator> operators) {
        this.column = column;
        this.operators = operators;
    }

    /** Equal to the value. */
    public FieldFilter<T> eq(@Nullable T value) {
        return comparing("eq", value, column::eq);
    }

    /** Not equal to the value; null is not equal to any. */
    public FieldFilter<T> ne(@Nullable T value) {
        return value == null ? this : withNegated("ne", column.eq(bound(value)), 1);
    }

    /** Greater than the value. */
    public FieldFilter<T> gt(@Nullable T value) {
        return comparing("gt", value, column::gt);
    }

    /** Greater than the value, or equal to it. */
    public FieldFilter<T> ge(@Nullable T value) {
        return comparing("ge", value, column::ge);
    }

    /** Less than the value. */
    public FieldFilter<T> lt(@Nullable T value) {
        return comparing("lt", value, column::lt);
    }

    /** Less than the value, or equal to it. */
    public FieldFilter<T> le(@Nullable T value) {
        return comparing("le", value, column::le);
    }

    /** One of the values; of none of them when there are none. */
    public FieldFilter<T> in(@Nullable Collection<? extends T> values) {
        return values == null ? this : with("in", Operands.oneOf(column, values), values.size());
    }

    /** None of the values; null is none of them. */
    public FieldFilter<T> notIn(@Nullable Collection<? extends T> values) {
        return values == null ? this : withNegated("notIn", Operands.oneOf(column, values), values.size());
    }

    /** Null when true, a value when false. */
    public FieldFilter<T> isNull(@Nullable Boolean wanted) {
        if (wanted == null) {
            return this;
        }
        return wanted
                ? plus(new Operator("isNull", column.isNull(), column.isNotNull(), 1))
                : plus(new Operator("isNotNull", column.isNotNull(), column.isNull(), 1));
    }

    /** Equal to the text when both are in lower case. */
    public FieldFilter<T> eqIgnoreCase(@Nullable String text) {
        return text == null ? this : with("eqIgnoreCase", lower("eqIgnoreCase").eq(DSL.lower(text)), 1);
    }

    /** Has the text in it; no character of the text is a wildcard. */
    public FieldFilter<T> contains(@Nullable String text) {
        return like("contains", "%", text, "%");
    }

    /** Begins with the text. */
    public FieldFilter<T> startsWith(@Nullable String text) {
        return like("startsWith", "", text, "%");
    }

    /** Ends with the text. */
    public FieldFilter<T> endsWith(@Nullable String text) {
        return like("endsWith", "%", text, "");
    }

    /** Has the text in it when both are in lower case. */
    public FieldFilter<T> containsIgnoreCase(@Nullable String text) {
        return likeIgnoreCase("containsIgnoreCase", "%", text, "%");
    }

    /** Begins with the text when both are in lower case. */
    public FieldFilter<T> startsWithIgnoreCase(@Nullable String text) {
        return likeIgnoreCase("startsWithIgnoreCase", "", text, "%");
    }

    /** Ends with the text when both are in lower case. */
    public FieldFilter<T> endsWithIgnoreCase(@Nullable String text) {
        return likeIgnoreCase("endsWithIgnoreCase", "%", text, "");
    }

    @Override
    public List<Field<?>> columns() {
        return List.of(column);
    }

    /** Names, never values. */
    @Override
    public String toString() {
        return column.getName() + " " + operators.stream().map(Operator::name).toList();
    }

    @Override
    Optional<Condition> condition(boolean holding) {
        if (operators.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                holding
                        ? DSL.and(operators.stream().map(Operator::holds).toList())
                        : DSL.or(operators.stream().map(Operator::fails).toList()));
    }

    @Override
    int depth() {
        return 0;
    }

    @Override
    int values() {
        return operators.stream().mapToInt(Operator::values).sum();
    }

    private FieldFilter<T> comparing(String name, @Nullable T value, Function<Field<T>, Condition> comparison) {
        return value == null ? this : with(name, comparison.apply(bound(value)), 1);
    }

    private FieldFilter<T> like(String name, String before, @Nullable String text, String behind) {
        if (text == null) {
            return this;
        }
        requireText(name);
        return with(name, column.like(before + DSL.escape(text, ESCAPE) + behind, ESCAPE), 1);
    }

    private FieldFilter<T> likeIgnoreCase(String name, String before, @Nullable String text, String behind) {
        if (text == null) {
            return this;
        }
        var pattern = DSL.lower(before + DSL.escape(text, ESCAPE) + behind);
        return with(name, lower(name).like(pattern, ESCAPE), 1);
    }

    private Field<String> lower(String operator) {
        requireText(operator);
        return DSL.lower(column.coerce(String.class));
    }

    private void requireText(String operator) {
        if (!Operands.isText(column)) {
            throw SearchRefusals.wrongOperator(column, operator);
        }
    }

    private Field<T> bound(T value) {
        return Operands.bound(column, value);
    }

    private FieldFilter<T> with(String name, Condition holds, int values) {
        return plus(new Operator(name, holds, failing(holds), values));
    }

    private FieldFilter<T> withNegated(String name, Condition comparison, int values) {
        return plus(new Operator(name, failing(comparison), comparison, values));
    }

    /** A comparison with a value is unknown exactly where the column is null. */
    private Condition failing(Condition comparison) {
        return column.isNull().or(DSL.not(comparison));
    }

    private FieldFilter<T> plus(Operator operator) {
        var more = new ArrayList<>(operators);
        more.add(operator);
        return withinLimits(new FieldFilter<>(column, List.copyOf(more)));
    }
}
