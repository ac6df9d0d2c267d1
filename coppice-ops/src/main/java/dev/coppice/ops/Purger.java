package dev.coppice.ops;

import dev.coppice.ops.internal.spec.Names;
import dev.coppice.ops.internal.spec.Terms;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Table;

/**
 * Wants rows gone: one row by its key, or many by a condition given to the op. An immutable value: each method returns
 * another one.
 */
public final class Purger<R extends Record> implements Spec<R> {
    private final Table<R> table;
    private final Key<R> key;
    private final List<Conflict> conflicts;
    private final Terms terms;

    /** Rows that must not exist, and the error if they do. */
    public record Conflict(Existence rows, Supplier<? extends RuntimeException> error) {}

    private Purger(Table<R> table, Key<R> key, List<Conflict> conflicts, Terms terms) {
        this.table = table;
        this.key = key;
        this.conflicts = conflicts;
        this.terms = terms;
    }

    /** Begins a purge from {@code table}, a generated class or a name resolved at run time. */
    public static <R extends Record> Purger<R> from(Table<R> table) {
        return new Purger<>(table, Key.in(table), List.of(), Terms.of(Names.of(table)));
    }

    /**
     * The same purge with a column of the row's key; called once per column of it.
     *
     * @throws IllegalArgumentException when the column is not the table's, or cannot take the value
     * @throws IllegalStateException when the key has that column already
     */
    public <T> Purger<R> key(Field<T> column, T value) {
        return new Purger<>(table, key.with(column, value), conflicts, terms);
    }

    /**
     * The same purge with rows that must not exist. The row to purge is locked before they are looked for, so no row that
     * refers to it by a foreign key can appear in between; rows that refer to it otherwise can. The first check that fails,
     * in the order given, makes the error. A purge by condition looks for them in the deleting statement and locks nothing: rows
     * that appear while it runs are not seen, so let a foreign key or a gate decide where that matters.
     */
    public Purger<R> unlessExists(Existence rows, Supplier<? extends RuntimeException> error) {
        var more = new ArrayList<>(conflicts);
        more.add(new Conflict(rows, error));
        return new Purger<>(table, key, List.copyOf(more), terms);
    }

    /** The same spec under a name of its own, for logs, messages and meters. */
    public Purger<R> named(String name) {
        return with(terms.named(name));
    }

    /**
     * The same spec under a gate, evaluated and locked inside the writing statement and held until the transaction ends.
     *
     * @throws IllegalStateException when it has a gate already
     */
    public Purger<R> onlyIf(Gate gate) {
        return with(terms.onlyIf(gate));
    }

    /**
     * The same spec with a domain error for a violation. Expectations are tried in the order given, the first that matches
     * wins, and its supplier makes a new error each time.
     *
     * @throws IllegalStateException when an equal expectation was given before
     */
    public Purger<R> expect(Expectation expectation, Supplier<? extends RuntimeException> error) {
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

    /** The rows that must not exist, in the order given. */
    public List<Conflict> conflicts() {
        return conflicts;
    }

    /** Names, never values. */
    @Override
    public String toString() {
        return terms.describe("Purger", key, conflicts.size() + " conflict checks");
    }

    private Purger<R> with(Terms other) {
        return new Purger<>(table, key, conflicts, other);
    }
}
