package dev.coppice.ops.internal.search;

import dev.coppice.ops.PageRequest;
import dev.coppice.ops.PageRequest.Way;
import dev.coppice.ops.Searcher;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Select;
import org.jooq.SelectFieldOrAsterisk;
import org.jooq.SortField;
import org.jooq.Table;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.jspecify.annotations.Nullable;

/**
 * The one statement of a page: the facts about the whole search beside the rows of the page, so that both come from one
 * snapshot, and the facts are there when no row is.
 *
 * <p>The rows are found in the direction of the walk, one more than asked for, and answered in the order of the search. The
 * facts are whether a row stands on the side the walk comes from, and the total.
 */
final class PageQuery {
    static final int BEYOND = 0;
    static final int TOTAL = 1;
    static final int PRESENT = 2;
    static final int PLACE = 3;

    private static final String FACTS = "coppice_facts";
    private static final String PAGE = "coppice_page";
    private static final String PARTS = "coppice_parts";
    private static final String PRESENT_NAME = "coppice_present";
    private static final String PLACE_NAME = "coppice_place_";
    private static final String COLUMN_NAME = "coppice_column_";

    private final Table<?> table;
    private final TotalOrder order;
    private final Condition base;
    private final PageRequest request;
    private final @Nullable List<@Nullable String> place;

    private PageQuery(Searcher<?> searcher, TotalOrder order, Condition scope, PageRequest request) {
        this.table = searcher.table();
        this.order = order;
        this.base = searcher.condition().and(scope);
        this.request = request;
        this.place = request.cursor().map(new Cursors(order)::read).orElse(null);
    }

    /** Reads the cursor, and refuses what cannot be a page of the search. */
    static PageQuery of(Searcher<?> searcher, TotalOrder order, Condition scope, PageRequest request) {
        if (request.size() > searcher.maxPageSize()) {
            throw SearchRefusals.pageTooLarge(searcher.name(), searcher.maxPageSize(), request.size());
        }
        return new PageQuery(searcher, order, scope, request);
    }

    Select<Record> select() {
        var facts = DSL.select(beyond().as("coppice_beyond"), total().as("coppice_total"))
                .asTable(FACTS);
        return DSL.select(answer())
                .from(facts)
                .leftJoin(rows().asTable(PAGE))
                .on(DSL.trueCondition())
                .orderBy(numbered(number -> order.terms().get(number).sort(placed(PAGE, number))));
    }

    /** Reads no row, and the values of the cursor as what their columns are. */
    Select<?> place() {
        return DSL.selectOne()
                .from(table)
                .where(DSL.or(place == null ? List.of() : Seek.behind(walk(), place)))
                .limit(0);
    }

    /** How many columns stand before those of the table. */
    int columnsBefore() {
        var places = order.terms().size();
        return PLACE + places + (table.fields().length > 0 ? 0 : 1 + places);
    }

    /** The rows of the page and one more, in the direction of the walk. */
    private Select<Record> rows() {
        var parts = (place == null ? List.of(DSL.noCondition()) : Seek.behind(walk(), place))
                .stream().map(this::part).toList();
        if (parts.size() == 1) {
            return parts.getFirst();
        }
        var all = parts.getFirst().unionAll(parts.getLast()).asTable(PARTS);
        return DSL.select(List.of(all.asterisk()))
                .from(all)
                .orderBy(numbered(number -> walk().get(number).sort(placed(PARTS, number))))
                .limit(request.size() + 1L);
    }

    private Select<Record> part(Condition where) {
        var columns = new ArrayList<SelectFieldOrAsterisk>();
        columns.add(DSL.inline(true).as(PRESENT_NAME));
        columns.addAll(numbered(number -> order.terms().get(number).column().as(PLACE_NAME + number)));
        if (table.fields().length == 0) {
            columns.add(DSL.asterisk());
        }
        for (var number = 0; number < table.fields().length; number++) {
            columns.add(table.fields()[number].as(COLUMN_NAME + number));
        }
        return DSL.select(columns)
                .from(table)
                .where(base.and(where))
                .orderBy(sorts(walk()))
                .limit(request.size() + 1L)
                .offset(request.offset());
    }

    private List<SelectFieldOrAsterisk> answer() {
        var columns = new ArrayList<SelectFieldOrAsterisk>();
        columns.add(DSL.field(DSL.name(FACTS, "coppice_beyond"), SQLDataType.BOOLEAN));
        columns.add(DSL.field(DSL.name(FACTS, "coppice_total"), SQLDataType.BIGINT));
        columns.add(DSL.field(DSL.name(PAGE, PRESENT_NAME), SQLDataType.BOOLEAN));
        // By template: jOOQ's own cast to text takes another way for some types, and a cursor is to have PostgreSQL's
        // text.
        columns.addAll(numbered(number -> DSL.field("cast({0} as text)", SQLDataType.CLOB, placed(PAGE, number))));
        if (table.fields().length == 0) {
            columns.add(DSL.table(DSL.name(PAGE)).asterisk());
        }
        for (var number = 0; number < table.fields().length; number++) {
            columns.add(DSL.field(DSL.name(PAGE, COLUMN_NAME + number), table.fields()[number].getDataType()));
        }
        return columns;
    }

    /** Whether there is a row on the side the walk comes from. The row of the cursor counts: it is not on this page. */
    private Field<Boolean> beyond() {
        if (place == null) {
            return request.offset() == 0 ? DSL.inline(false) : isThere(DSL.noCondition(), List.of());
        }
        var back = walk().stream().map(Term::reversed).toList();
        return DSL.field(DSL.or(Seek.atOrBehind(back, place).stream()
                .map(part -> DSL.condition(isThere(part, sorts(back))))
                .toList()));
    }

    /** Null when not. In EXISTS, PostgreSQL would drop the order, and with it the reason to take the index. */
    private Field<Boolean> isThere(Condition where, List<SortField<?>> nearestFirst) {
        return DSL.field(DSL.select(DSL.inline(true))
                .from(table)
                .where(base.and(where))
                .orderBy(nearestFirst)
                .limit(1));
    }

    private Field<Long> total() {
        var limit = request.countUpTo();
        if (limit == 0) {
            return DSL.inline(0L);
        }
        var matching = DSL.select(DSL.inline(1).as("coppice_row")).from(table).where(base);
        var counted = limit == Long.MAX_VALUE ? matching : matching.limit(limit + 1);
        return DSL.field(DSL.select(DSL.count().coerce(SQLDataType.BIGINT)).from(counted.asTable("coppice_counted")));
    }

    private List<Term> walk() {
        return request.way() == Way.LAST ? order.reversed() : order.terms();
    }

    private static List<SortField<?>> sorts(List<Term> terms) {
        return terms.stream()
                .<SortField<?>>map(term -> term.sort(term.column()))
                .toList();
    }

    private Field<?> placed(String from, int number) {
        return DSL.field(
                DSL.name(from, PLACE_NAME + number),
                order.terms().get(number).column().getDataType());
    }

    private <T> List<T> numbered(IntFunction<T> made) {
        return IntStream.range(0, order.terms().size()).mapToObj(made).toList();
    }
}
