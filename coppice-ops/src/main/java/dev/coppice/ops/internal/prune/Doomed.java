package dev.coppice.ops.internal.prune;

import dev.coppice.ops.internal.prune.PrunePlan.KeyColumn;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Table;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;

/**
 * The rows chosen, by their keys. They go to PostgreSQL as one array of texts per column of the key, cast back there to the
 * column's own type: however many rows, a statement has as many parameters as the key has columns, and any type will do.
 */
record Doomed(List<KeyColumn> key, List<Chosen> rows) {
    /** The ordinal among all rows, from 1. */
    static final Field<Integer> ORDINAL = DSL.field(DSL.name("coppice_doomed", "coppice_ord"), SQLDataType.INTEGER);

    /** One row: its key as the caller reads it and as text, and its age as text. */
    record Chosen(Record key, List<String> texts, List<String> age) {}

    Doomed plus(List<Chosen> others) {
        var all = new ArrayList<>(rows);
        all.addAll(others);
        return new Doomed(key, all);
    }

    Doomed onlyAt(List<Integer> ordinals) {
        return new Doomed(
                key, ordinals.stream().map(ordinal -> rows.get(ordinal - 1)).toList());
    }

    boolean isEmpty() {
        return rows.isEmpty();
    }

    int size() {
        return rows.size();
    }

    List<Record> keys() {
        return rows.stream().map(Chosen::key).toList();
    }

    /** The keys as a table called coppice_doomed. */
    Table<Record> table() {
        return DSL.table(
                "(select u.coppice_ord, "
                        + each(place -> "cast(u.k" + place + " as " + type(place) + ") as " + name(place))
                        + " from rows from (" + each(place -> "pg_catalog.unnest({" + place + "})")
                        + ") with ordinality as u ("
                        + each(place -> "k" + place) + ", coppice_ord)) as coppice_doomed",
                IntStream.range(0, key.size()).mapToObj(this::texts).toArray(Field<?>[]::new));
    }

    /** The column of that table which holds one column of the key. */
    static Field<Object> field(int place) {
        return DSL.field(DSL.name("coppice_doomed", name(place)));
    }

    /** A row of {@code qualifier} is one of the rows chosen. */
    Condition matches(Function<String, Field<Object>> qualifier) {
        return DSL.and(IntStream.range(0, key.size())
                .mapToObj(
                        place -> qualifier.apply(key.get(place).column().name()).eq(field(place)))
                .toList());
    }

    private Field<String[]> texts(int place) {
        return DSL.val(
                rows.stream().map(row -> row.texts().get(place)).toArray(String[]::new),
                SQLDataType.CLOB.getArrayDataType());
    }

    private String type(int place) {
        return key.get(place).column().type();
    }

    private static String name(int place) {
        return "coppice_k" + place;
    }

    private String each(Function<Integer, String> part) {
        return IntStream.range(0, key.size()).boxed().map(part).collect(Collectors.joining(", "));
    }
}
