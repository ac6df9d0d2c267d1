package dev.coppice.ops;

import java.util.function.Function;
import org.jooq.Field;
import org.jooq.Record;
import org.jspecify.annotations.Nullable;

/**
 * Wants one new row that needs a value known only after another write, such as the id of its parent. An immutable value:
 * each method returns another one.
 *
 * @param <D> what it depends on
 * @param <R> the record of the new row
 */
public final class DependentCreator<D, R extends Record> {
    private final Creator<R> base;
    private final Function<D, Creator<R>> completion;

    private DependentCreator(Creator<R> base, Function<D, Creator<R>> completion) {
        this.base = base;
        this.completion = completion;
    }

    /** Begins with everything that is known beforehand: values, gate, expectations. */
    public static <D, R extends Record> DependentCreator<D, R> of(Creator<R> base) {
        return new DependentCreator<>(base, dependency -> base);
    }

    /** The same row with a value that is taken from the dependency when it is known. */
    public <T> DependentCreator<D, R> set(Field<T> column, Function<D, @Nullable T> value) {
        return new DependentCreator<>(
                base, dependency -> completion.apply(dependency).set(column, value.apply(dependency)));
    }

    /** What is known beforehand. */
    public Creator<R> base() {
        return base;
    }

    /** The complete creator; fails with whatever the functions given throw. */
    public Creator<R> completedBy(D dependency) {
        return completion.apply(dependency);
    }

    @Override
    public String toString() {
        return "Dependent" + base;
    }
}
