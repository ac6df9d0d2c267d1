package dev.coppice.ops;

import dev.coppice.ops.internal.spec.Assignments;
import dev.coppice.ops.internal.spec.ConflictTarget;
import dev.coppice.ops.internal.spec.Names;
import dev.coppice.ops.internal.spec.Terms;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Table;
import org.jspecify.annotations.Nullable;

/**
 * Wants a row to be there with these values, new or not. An immutable value: each method returns another one. Where a row
 * with the same conflict columns exists, every other column that was set is written; columns not set stay as they are.
 */
public final class Upserter<R extends Record> implements Spec<R> {
    private final Table<R> table;
    private final ConflictTarget target;
    private final Assignments values;
    private final Assignments updates;
    private final Terms terms;

    private Upserter(Table<R> table, ConflictTarget target, Assignments values, Assignments updates, Terms terms) {
        this.table = table;
        this.target = target;
        this.values = values;
        this.updates = updates;
        this.terms = terms;
    }

    /** Begins a row of {@code table}, a generated class or a name resolved at run time. */
    public static <R extends Record> Upserter<R> into(Table<R> table) {
        return new Upserter<>(
                table,
                ConflictTarget.NONE,
                Assignments.of(table, "set"),
                Assignments.of(table, "onConflictSet"),
                Terms.of(Names.of(table)));
    }

    /**
     * The same row with a value for {@code column}.
     *
     * @throws IllegalArgumentException when the column is not the table's, or cannot take the value
     * @throws IllegalStateException when the column was set before
     */
    public <T> Upserter<R> set(Field<T> column, @Nullable T value) {
        return new Upserter<>(table, target, values.with(column, value), updates, terms);
    }

    /**
     * The same row with an expression for {@code column} when the row exists, in place of the value it was set to. It may
     * use the stored row's columns and, by {@code DSL.excluded}, the new values.
     *
     * @throws IllegalArgumentException when the column is not the table's
     * @throws IllegalStateException when the column has an expression already
     */
    public <T> Upserter<R> onConflictSet(Field<T> column, Field<T> expression) {
        return new Upserter<>(table, target, values, updates.withExpression(column, expression), terms);
    }

    /**
     * The same row with the columns of the unique index that decides whether it exists.
     *
     * @throws IllegalArgumentException when no column is given
     * @throws IllegalStateException when columns were given before
     */
    public Upserter<R> conflictOn(Field<?>... columns) {
        return new Upserter<>(table, target.on(List.of(columns)), values, updates, terms);
    }

    /**
     * The same row with the predicate of a partial unique index.
     *
     * @throws IllegalStateException when a predicate was given before
     */
    public Upserter<R> conflictWhere(Condition predicate) {
        return new Upserter<>(table, target.where(predicate), values, updates, terms);
    }

    /** The same spec under a name of its own, for logs, messages and meters. */
    public Upserter<R> named(String name) {
        return with(terms.named(name));
    }

    /**
     * The same spec under a gate, evaluated and locked inside the writing statement and held until the transaction ends.
     *
     * @throws IllegalStateException when it has a gate already
     */
    public Upserter<R> onlyIf(Gate gate) {
        return with(terms.onlyIf(gate));
    }

    /**
     * The same spec with a domain error for a violation. Expectations are tried in the order given, the first that matches
     * wins, and its supplier makes a new error each time.
     *
     * @throws IllegalStateException when an equal expectation was given before
     */
    public Upserter<R> expect(Expectation expectation, Supplier<? extends RuntimeException> error) {
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

    /** The conflict columns, empty when none were given. */
    public List<Field<?>> conflictColumns() {
        return target.columns();
    }

    /** The predicate of the partial unique index. */
    public Optional<Condition> conflictPredicate() {
        return Optional.ofNullable(target.predicate());
    }

    /** The columns set, with their values. */
    public Map<Field<?>, Field<?>> values() {
        return values.values();
    }

    /** The columns written otherwise when the row exists. */
    public Map<Field<?>, Field<?>> conflictValues() {
        return updates.values();
    }

    /** Names, never values. */
    @Override
    public String toString() {
        return terms.describe("Upserter", Names.of(table), values + " on conflict " + target);
    }

    private Upserter<R> with(Terms other) {
        return new Upserter<>(table, target, values, updates, other);
    }
}
