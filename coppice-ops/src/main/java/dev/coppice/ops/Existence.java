package dev.coppice.ops;

import dev.coppice.ops.internal.spec.Names;
import org.jooq.Condition;
import org.jooq.Record;
import org.jooq.Select;
import org.jooq.Table;
import org.jooq.impl.DSL;

/** A question: is there a row of this table that matches? It takes no lock. A value for any thread. */
public final class Existence {
    private final Table<?> table;
    private final Condition condition;

    private Existence(Table<?> table, Condition condition) {
        this.table = table;
        this.condition = condition;
    }

    /** Whether {@code table} has a row that matches {@code condition}. */
    public static Existence of(Table<?> table, Condition condition) {
        return new Existence(table, condition);
    }

    /** Whether the row of {@code key} is there. */
    public static Existence of(Key<?> key) {
        return new Existence(key.table(), key.condition());
    }

    /** The table looked at. */
    public Table<?> table() {
        return table;
    }

    /** The question as a condition. */
    public Condition asCondition() {
        return DSL.exists(asSelect());
    }

    private Select<? extends Record> asSelect() {
        return DSL.selectOne().from(table).where(condition);
    }

    @Override
    public String toString() {
        return "Existence[" + Names.of(table) + "]";
    }
}
