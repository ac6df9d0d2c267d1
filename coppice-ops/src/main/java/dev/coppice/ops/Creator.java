package dev.coppice.ops;

import dev.coppice.ops.internal.spec.Assignments;
import dev.coppice.ops.internal.spec.Names;
import dev.coppice.ops.internal.spec.Terms;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Table;
import org.jspecify.annotations.Nullable;

/** Wants one new row. An immutable value: each method returns another one. Columns not set take the table's defaults. */
public final class Creator<R extends Record> implements Spec<R> {
    private final Table<R> table;
    private final Assignments values;
    private final Terms terms;

    private Creator(Table<R> table, Assignments values, Terms terms) {
        this.table = table;
        this.values = values;
        this.terms = terms;
    }

    /** Begins a row of {@code table}, a generated class or a name resolved at run time. */
    public static <R extends Record> Creator<R> into(Table<R> table) {
        return new Creator<>(table, Assignments.of(table, "set"), Terms.of(Names.of(table)));
    }

    /**
     * The same row with a value for {@code column}; null is stored as null.
     *
     * @throws IllegalArgumentException when the column is not the table's, or cannot take the value
     * @throws IllegalStateException when the column was set before
     */
    public <T> Creator<R> set(Field<T> column, @Nullable T value) {
        return new Creator<>(table, values.with(column, value), terms);
    }

    /** The same spec under a name of its own, for logs, messages and meters. */
    public Creator<R> named(String name) {
        return with(terms.named(name));
    }

    /**
     * The same spec under a gate, evaluated and locked inside the writing statement and held until the transaction ends.
     *
     * @throws IllegalStateException when it has a gate already
     */
    public Creator<R> onlyIf(Gate gate) {
        return with(terms.onlyIf(gate));
    }

    /**
     * The same spec with a domain error for a violation. Expectations are tried in the order given, the first that matches
     * wins, and its supplier makes a new error each time.
     *
     * @throws IllegalStateException when an equal expectation was given before
     */
    public Creator<R> expect(Expectation expectation, Supplier<? extends RuntimeException> error) {
        return with(terms.expect(expectation, error));
    }

    @Override
    public Table<R> table() {
        return table;
    }

    @Override
    public String name() {
        return terms.name();
    }

    @Override
    public Optional<Gate> gate() {
        return Optional.ofNullable(terms.gate());
    }

    @Override
    public RuntimeException errorFor(Violation violation) {
        return terms.errorFor(violation);
    }

    /** The columns set, with their values. */
    public Map<Field<?>, Field<?>> values() {
        return values.values();
    }

    /** Names, never values. */
    @Override
    public String toString() {
        return terms.describe("Creator", Names.of(table), values);
    }

    private Creator<R> with(Terms other) {
        return new Creator<>(table, values, other);
    }
}
