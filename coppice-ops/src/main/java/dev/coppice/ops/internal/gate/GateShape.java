package dev.coppice.ops.internal.gate;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.Table;

/**
 * What gates that differ in nothing but values have in common. It is read from the text of the first of them and kept, since
 * reading a condition costs more than writing a row. A shape equals nothing but itself.
 */
public final class GateShape {
    private static final int MOST_KEPT = 1_000;
    private static final Map<List<Object>, GateShape> KEPT = new ConcurrentHashMap<>();

    private final String table;
    private final boolean keyAlone;

    private GateShape(String table, boolean keyAlone) {
        this.table = table;
        this.keyAlone = keyAlone;
    }

    /** The shape of a gate on {@code rows} of a table; fails if it cannot be one. */
    static GateShape of(Table<?> table, List<Field<?>> keyed, Condition rows, List<Object> outline) {
        var alike = new ArrayList<>();
        alike.add(new Outline.Same(table));
        keyed.forEach(column -> alike.add(column.getName()));
        alike.addAll(outline);
        var known = KEPT.get(alike);
        if (known != null) {
            return known;
        }
        var shape = read(table, keyed, rows);
        if (KEPT.size() >= MOST_KEPT) {
            KEPT.clear();
        }
        KEPT.put(alike, shape);
        return shape;
    }

    private static GateShape read(Table<?> table, List<Field<?>> keyed, Condition rows) {
        GateReading.requireBaseTable(table);
        GateReading.requireLockable(table, rows);
        GateReading.requireOwnColumns(table, rows);
        return new GateShape(
                GateReading.baseName(table), GateReading.testsOnly(rows, GateReading.keyColumns(table, keyed)));
    }

    /** The quoted name of the table, without its alias. */
    public String table() {
        return table;
    }

    /** Whether the condition names no column but those of keys. */
    public boolean isByKey() {
        return keyAlone;
    }
}
