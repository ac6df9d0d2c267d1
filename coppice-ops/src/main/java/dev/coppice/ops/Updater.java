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

/**
 * Wants columns of rows changed: of one row by its key, or of many by a condition given to the op. An immutable value: each
 * method returns another one. A column not set stays as it is; set to null it becomes null.
 */
public final class Updater<R extends Record> implements Spec<R> {
    private final Table<R> table;
    private final Key<R> key;
    private final Assignments values;
    private final Terms terms;

    private Updater(Table<R> table, Key<R> key, Assignments values, Terms terms) {
        this.table = table;
        this.key = key;
        this.values = values;
        this.terms = terms;
    }

    /** Begins a change of {@code table}, a generated class or a name resolved at run time. */
    public static <R extends Record> Updater<R> of(Table<R> table) {
        return new Updater<>(table, Key.in(table), Assignments.of(table, "set"), Terms.of(Names.of(table)));
    }

    /**
     * The same change with a column of the row's key; called once per column of it.
     *
     * @throws IllegalArgumentException when the column is not the table's, or cannot take the value
     * @throws IllegalStateException when the key has that column already
     */
    public <T> Updater<R> key(Field<T> column, T value) {
        return new Updater<>(table, key.with(column, value), values, terms);
    }

    /**
     * The same change with a value for {@code column}.
     *
     * @throws IllegalArgumentException when the column is not the table's, or cannot take the value
     * @throws IllegalStateException when the column was set before
     */
    public <T> Updater<R> set(Field<T> column, @Nullable T value) {
        return new Updater<>(table, key, values.with(column, value), terms);
    }

    /**
     * The same change with an expression over the row's own columns for {@code column}.
     *
     * @throws IllegalArgumentException when the column is not the table's
     * @throws IllegalStateException when the column was set before
     */
    public <T> Updater<R> setTo(Field<T> column, Field<T> expression) {
        return new Updater<>(table, key, values.withExpression(column, expression), terms);
    }

    /** The same spec under a name of its own, for logs, messages and meters. */
    public Updater<R> named(String name) {
        return with(terms.named(name));
    }

    /**
     * The same spec under a gate, evaluated and locked inside the writing statement and held until the transaction ends.
     *
     * @throws IllegalStateException when it has a gate already
     */
    public Updater<R> onlyIf(Gate gate) {
        return with(terms.onlyIf(gate));
    }

    /**
     * The same spec with a domain error for a violation. Expectations are tried in the order given, the first that matches
     * wins, and its supplier makes a new error each time.
     *
     * @throws IllegalStateException when an equal expectation was given before
     */
    public Updater<R> expect(Expectation expectation, Supplier<? extends RuntimeException> error) {
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

    /** The key; without columns when none was given. */
    public Key<R> key() {
        return key;
    }

    /** The columns set, with their values. */
    public Map<Field<?>, Field<?>> values() {
        return values.values();
    }

    /** Names, never values. */
    @Override
    public String toString() {
        return terms.describe("Updater", key, values);
    }

    private Updater<R> with(Terms other) {
        return new Updater<>(table, key, values, other);
    }
}
