package dev.coppice.ops.internal.gate;

import java.util.List;
import java.util.Optional;
import org.jooq.Condition;
import org.jooq.Context;
import org.jooq.Field;
import org.jooq.Param;
import org.jooq.Table;
import org.jooq.impl.CustomCondition;
import org.jooq.impl.DSL;

/** A gate as part of a statement: it finds a row, waits for it, and locks it. */
public final class GateCondition extends CustomCondition {
    private final Table<?> table;
    private final Condition rows;
    private final Optional<Outline> outline;
    private final GateShape shape;

    /**
     * A gate on {@code rows} of a table, with columns of keys that its class does not know.
     *
     * @throws dev.coppice.ops.CoppiceException {@code gate.not-lockable}
     */
    public GateCondition(Table<?> table, Condition rows, List<Field<?>> keyed) {
        this.table = table;
        this.rows = rows;
        this.outline = Outline.of(rows);
        this.shape = GateShape.of(
                table, keyed, rows, outline.map(Outline::parts).orElseGet(() -> List.of(GateReading.text(rows))));
    }

    /** What it shares with others. */
    public GateShape shape() {
        return shape;
    }

    /** Its values in their order, if all gates of its shape have the same text; empty when the text must be looked at. */
    public Optional<List<Param<?>>> values() {
        return outline.map(Outline::values);
    }

    @Override
    public void accept(Context<?> context) {
        var row = DSL.selectOne().from(table).where(rows);
        context.visit(DSL.exists(shape.isByKey() ? row.forKeyShare() : row.forShare()));
    }
}
