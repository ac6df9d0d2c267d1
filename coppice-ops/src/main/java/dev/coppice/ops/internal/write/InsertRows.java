package dev.coppice.ops.internal.write;

import dev.coppice.ops.Spec;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Select;
import org.jooq.impl.DSL;

/** The rows of an INSERT: as lists of cells where a column may be left to its default, or selected behind a gate. */
final class InsertRows {
    private InsertRows() {}

    /** Every column that any row sets, in the order first met. */
    static List<Field<?>> allColumns(List<Map<Field<?>, Field<?>>> rows) {
        var columns = new LinkedHashMap<String, Field<?>>();
        rows.forEach(row -> row.keySet().forEach(column -> columns.putIfAbsent(column.getName(), column)));
        return List.copyOf(columns.values());
    }

    /** The cells of one row; a column it does not set takes its default. */
    static List<Field<?>> cells(List<Field<?>> columns, Map<Field<?>, Field<?>> row) {
        var byName = new LinkedHashMap<String, Field<?>>();
        row.forEach((column, value) -> byName.put(column.getName(), value));
        var cells = new ArrayList<Field<?>>();
        for (var column : columns) {
            var cell = byName.get(column.getName());
            cells.add(cell == null ? DSL.defaultValue(column) : cell);
        }
        return cells;
    }

    /** The names of the columns a row sets, in its order. */
    static List<String> columns(Map<Field<?>, Field<?>> row) {
        return row.keySet().stream().map(Field::getName).toList();
    }

    /** Rows of the same columns, all of them or none, as every gate holds or not. */
    static Select<Record> selected(Collection<? extends Spec<?>> specs, List<Map<Field<?>, Field<?>>> rows) {
        var columns = List.<Field<?>>copyOf(rows.getFirst().keySet());
        var items = Items.table(rows.stream().map(Map::values).toList(), columns);
        var fields = new ArrayList<Field<?>>();
        for (var column : columns) {
            fields.add(Items.field(column, fields.size()));
        }
        return DSL.select(fields).from(items).where(GatedWrite.all(specs)).orderBy(Items.ORDINAL);
    }
}
