package dev.coppice.ops;

import dev.coppice.ops.internal.gate.GateCondition;
import dev.coppice.ops.internal.spec.Names;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.Table;
import org.jooq.impl.DSL;

/**
 * What a write depends on: that a row of one base table matches. The write itself finds and locks that row, so it holds
 * until the transaction ends: {@code FOR KEY SHARE} when the condition tests nothing but columns of the table's declared
 * keys, which lets others change the rest of the row, and {@code FOR SHARE} otherwise. The locks need the right to update
 * at least one column of the table.
 *
 * <p>Keys are those of a generated class, or those declared by {@link #keyedBy}; the catalogue is not asked. Declare only
 * columns of a unique index without predicate or expression: PostgreSQL lets other columns change under the weaker lock.
 *
 * <p>An immutable value for any thread: each method returns another one.
 */
public final class Gate {
    private final Table<?> table;
    private final Condition condition;
    private final List<Field<?>> keyed;
    private final GateCondition row;

    private Gate(Table<?> table, Condition condition, List<Field<?>> keyed) {
        this.table = table;
        this.condition = condition;
        this.keyed = keyed;
        this.row = new GateCondition(table, condition, keyed);
    }

    /**
     * Holds when {@code table} has a row.
     *
     * @throws CoppiceException {@code gate.not-lockable} when it is not a base table
     */
    public static Gate exists(Table<?> table) {
        return new Gate(table, DSL.noCondition(), List.of());
    }

    /**
     * Holds when the row matches too.
     *
     * @throws CoppiceException {@code gate.not-lockable} when the condition counts, uses DISTINCT, or looks at other rows by
     *     a sub-select, as a test for absence does: the rows it relies on could not be locked; also when it names a column
     *     of another table, such as the one written to
     * @throws IllegalStateException when a condition was given before
     */
    public Gate where(Condition rows) {
        if (!condition.equals(DSL.noCondition())) {
            throw new IllegalStateException("where(…) was already called for " + this + "; join conditions by and(…)");
        }
        return new Gate(table, rows, keyed);
    }

    /** Declares columns of a key, where the table's class does not know its keys. */
    public Gate keyedBy(Field<?>... columns) {
        var more = new ArrayList<>(keyed);
        more.addAll(List.of(columns));
        return new Gate(table, condition, List.copyOf(more));
    }

    /** The table looked at. */
    public Table<?> table() {
        return table;
    }

    /** The gate as part of a writing statement: it finds a row, waits for it, and locks it. */
    public Condition asCondition() {
        return row;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Gate gate
                && table.equals(gate.table)
                && condition.equals(gate.condition)
                && keyed.equals(gate.keyed);
    }

    @Override
    public int hashCode() {
        return Objects.hash(table, condition, keyed);
    }

    /** The table and the lock, never a value. */
    @Override
    public String toString() {
        return "a row of " + Names.of(table) + (row.shape().isByKey() ? " by key" : "");
    }
}
