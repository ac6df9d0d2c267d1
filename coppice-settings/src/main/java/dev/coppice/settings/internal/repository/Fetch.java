package dev.coppice.settings.internal.repository;

import dev.coppice.ops.ReadOps;
import dev.coppice.settings.internal.scope.SettingsTable;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Select;
import org.jooq.SortField;
import org.jooq.Table;
import org.jooq.TableField;
import org.jooq.impl.DSL;

/** Small questions of several rows at once: one array for each column, however many are asked for. */
final class Fetch {
    private static final String ASKED = "asked";
    private static final int AT_ONCE = 10_000;

    private Fetch() {}

    /** All rows of a query; it may lock them, in its order. */
    static <R extends Record> List<R> all(ReadOps r, Select<R> query) {
        try (var rows = r.stream(query, AT_ONCE)) {
            return rows.toList();
        }
    }

    /** Keys as a table of texts, to join with. */
    static Table<?> asked(Collection<RowKey> keys, int columns) {
        var arrays = IntStream.range(0, columns)
                .mapToObj(position ->
                        DSL.val(keys.stream().map(key -> key.part(position)).toArray(String[]::new)))
                .toList();
        return DSL.table("unnest({0})", DSL.list(arrays))
                .as(ASKED, IntStream.range(0, columns).mapToObj(Fetch::column).toArray(String[]::new));
    }

    /** The row has these columns in common with the keys asked for. */
    static Condition isAsked(List<TableField<Record, String>> columns) {
        return DSL.and(IntStream.range(0, columns.size())
                .mapToObj(position ->
                        columns.get(position).eq(DSL.field(DSL.name(ASKED, column(position)), String.class)))
                .toList());
    }

    /** The order of {@link RowKey}, whatever the order of texts in the database. */
    static List<SortField<String>> inOrder(List<TableField<Record, String>> columns) {
        return columns.stream().map(column -> column.collate("C").asc()).toList();
    }

    /** One of these values. */
    static Condition oneOf(Field<String> column, Collection<String> values) {
        return column.eq(DSL.any(values.toArray(String[]::new)));
    }

    /** The row of one of these ids. */
    static Condition oneOf(SettingsTable table, Collection<UUID> ids) {
        return table.id.eq(DSL.any(ids.toArray(UUID[]::new)));
    }

    private static String column(int position) {
        return "k" + position;
    }
}
