package dev.coppice.ops;

import dev.coppice.ops.internal.search.SearchColumns;
import dev.coppice.ops.internal.search.SearchRefusals;
import dev.coppice.ops.internal.spec.Names;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.OrderField;
import org.jooq.Record;
import org.jooq.SortField;
import org.jooq.Table;
import org.jooq.impl.DSL;

/**
 * Wants rows found: of which table, under which conditions, in which order. An immutable value: each method returns another
 * one.
 *
 * <p>The order is always completed by the key, in the direction of the last column given, so that no two rows share a place.
 * Pages by cursor are found in an index that begins with the columns of the order and key, in their directions; fastest where
 * they are declared not null and run in one.
 */
public final class Searcher<R extends Record> {
    /** The most rows a page may have unless told otherwise. */
    public static final int MAX_PAGE_SIZE = 1_000;

    private final Table<R> table;
    private final List<Field<?>> key;
    private final Condition condition;
    private final List<SortField<?>> order;
    private final int maxPageSize;
    private final String name;

    private Searcher(
            Table<R> table, List<Field<?>> key, Condition condition, List<SortField<?>> order, Settings settings) {
        this.table = table;
        this.key = key;
        this.condition = condition;
        this.order = order;
        this.maxPageSize = settings.maxPageSize();
        this.name = settings.name();
    }

    private record Settings(int maxPageSize, String name) {}

    /**
     * Begins a search in {@code table}: a generated class, a name resolved at run time, a join, or a select as a table, which
     * is also the way to order by an expression.
     */
    public static <R extends Record> Searcher<R> in(Table<R> table) {
        return new Searcher<>(
                table, List.of(), DSL.noCondition(), List.of(), new Settings(MAX_PAGE_SIZE, Names.of(table)));
    }

    /**
     * The same search with the columns that identify a row, none of them ever null. Not needed where the table's class knows
     * its primary key.
     *
     * @throws CoppiceException {@code search.unknown-column}, {@code search.wrong-type}, {@code search.not-a-column}
     * @throws IllegalStateException when a key was given before
     */
    public Searcher<R> keyedBy(Field<?> first, Field<?>... others) {
        if (!key.isEmpty()) {
            throw new IllegalStateException("keyedBy(" + names(key) + ") was already called; a row has one key");
        }
        var columns = new ArrayList<Field<?>>();
        columns.add(first);
        Collections.addAll(columns, others);
        columns.forEach(column -> SearchColumns.requireOwn(table, name, column));
        return new Searcher<>(table, List.copyOf(columns), condition, order, settings());
    }

    /** The same search among the rows that match this condition too. */
    public Searcher<R> where(Condition more) {
        return new Searcher<>(table, key, condition.and(more), order, settings());
    }

    /**
     * The same search among the rows that match this filter too.
     *
     * @throws CoppiceException {@code search.unknown-column} or {@code search.wrong-type} when the table is known to have no
     *     such column, or one of another type
     */
    public Searcher<R> filter(Filter filter) {
        filter.columns().forEach(column -> SearchColumns.requireKnown(table, name, column));
        return where(filter.condition());
    }

    /**
     * The same search in this order: columns, each with its direction, and where nulls go when not where PostgreSQL has them.
     *
     * @throws CoppiceException {@code search.unknown-column}, {@code search.wrong-type}, {@code search.not-a-column};
     *     {@code search.repeated-column} when a column is named twice
     * @throws IllegalStateException when an order was given before
     */
    public Searcher<R> orderBy(OrderField<?>... columns) {
        if (!order.isEmpty()) {
            throw new IllegalStateException(
                    "orderBy(" + names(fields(order)) + ") was already called; rows have one order");
        }
        var sorts = new ArrayList<SortField<?>>();
        for (var column : columns) {
            var sort = SearchColumns.sort(table, name, column);
            if (fields(sorts).contains(sort.$field())) {
                throw SearchRefusals.repeatedColumn(name, sort.$field());
            }
            sorts.add(sort);
        }
        return new Searcher<>(table, key, condition, List.copyOf(sorts), settings());
    }

    /** The same search with another bound on the size of a page. */
    public Searcher<R> maxPageSize(int rows) {
        if (rows < 1) {
            throw new IllegalArgumentException("maxPageSize must be 1 or more, was: " + rows);
        }
        return new Searcher<>(table, key, condition, order, new Settings(rows, name));
    }

    /** The same search under a name of its own, for logs, messages and meters. Cursors of another name are refused. */
    public Searcher<R> named(String other) {
        if (other.isBlank()) {
            throw new IllegalArgumentException("name must not be blank, was: \"" + other + "\"");
        }
        return new Searcher<>(table, key, condition, order, new Settings(maxPageSize, other));
    }

    /** The table it looks in. */
    public Table<R> table() {
        return table;
    }

    /** The columns that identify a row: those given, or the primary key the table's class knows; none when neither. */
    public List<Field<?>> key() {
        var known = table.getPrimaryKey();
        return key.isEmpty() && known != null ? List.copyOf(known.getFields()) : key;
    }

    /** All its conditions and filters. */
    public Condition condition() {
        return condition;
    }

    /** The order given, without the key. */
    public List<SortField<?>> order() {
        return order;
    }

    /** The most rows a page may have. */
    public int maxPageSize() {
        return maxPageSize;
    }

    /** Its name in logs, messages and meters; that of the table unless given. */
    public String name() {
        return name;
    }

    /** Names, never values. */
    @Override
    public String toString() {
        return "Searcher[" + name + ": " + Names.of(table) + " by " + names(fields(order)) + "]";
    }

    private Settings settings() {
        return new Settings(maxPageSize, name);
    }

    private static List<Field<?>> fields(List<SortField<?>> sorts) {
        var fields = new ArrayList<Field<?>>();
        sorts.forEach(sort -> fields.add(sort.$field()));
        return fields;
    }

    private static String names(List<Field<?>> columns) {
        return String.join(", ", columns.stream().map(Field::getName).toList());
    }
}
