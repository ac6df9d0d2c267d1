package dev.coppice.ops.internal.search;

import dev.coppice.ops.Page;
import dev.coppice.ops.PageRequest;
import dev.coppice.ops.PageRequest.Way;
import dev.coppice.ops.Searcher;
import dev.coppice.ops.Total;
import dev.coppice.ops.internal.fault.StatementFailed;
import dev.coppice.ops.internal.read.Returned;
import dev.coppice.ops.internal.transaction.Session;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/** One page of one search: built without a statement, read by one. */
public final class PageReader<R extends Record> {
    private static final DSLContext UNCONNECTED = DSL.using(SQLDialect.POSTGRES);

    private final Searcher<R> searcher;
    private final PageRequest request;
    private final TotalOrder order;
    private final PageQuery query;

    private PageReader(Searcher<R> searcher, Condition scope, PageRequest request) {
        this.searcher = searcher;
        this.request = request;
        this.order = TotalOrder.of(searcher);
        this.query = PageQuery.of(searcher, order, scope, request);
    }

    /** Fails on what cannot be a page of the search. */
    public static <R extends Record> PageReader<R> of(Searcher<R> searcher, Condition scope, PageRequest request) {
        return new PageReader<>(searcher, scope, request);
    }

    /** Reads the page; a cursor may be forged, so what it brings is read behind a savepoint. */
    public Page<R> read(Session session) {
        var answer = request.cursor().isEmpty() ? fetch(session) : fetchByCursor(session);
        var facts = answer.getFirst();
        var found = answer.stream()
                .filter(row -> row.get(PageQuery.PRESENT) != null)
                .toList();
        return page(facts, found);
    }

    private List<Record> fetch(Session session) {
        return session.run(sql -> Returned.fetch(sql, searcher.table(), query.select()));
    }

    private List<Record> fetchByCursor(Session session) {
        try {
            return session.guarded(() -> fetch(session));
        } catch (StatementFailed failure) {
            if (failure.error().isOfItem() && !takesCursor(session)) {
                throw SearchRefusals.badCursor(searcher.name());
            }
            throw failure;
        }
    }

    /** Whether the columns take the values of the cursor; asked when the page failed, for which a filter may be the reason. */
    private boolean takesCursor(Session session) {
        try {
            session.guarded(() -> session.run(sql -> sql.fetch(query.place())));
            return true;
        } catch (StatementFailed refused) {
            return false;
        }
    }

    private Page<R> page(Record facts, List<Record> found) {
        found.forEach(this::requireValues);
        var more = found.size() > request.size();
        var backward = request.way() == Way.LAST;
        var kept = more && backward ? found.subList(1, found.size()) : found.subList(0, found.size() - (more ? 1 : 0));
        var beyond = Boolean.TRUE.equals(facts.get(PageQuery.BEYOND, Boolean.class));
        return new Page<>(
                kept.stream().map(this::row).toList(),
                backward ? more : beyond,
                backward ? beyond : more,
                kept.isEmpty() ? Optional.empty() : cursor(kept.getFirst()),
                kept.isEmpty() ? Optional.empty() : cursor(kept.getLast()),
                total(facts.get(PageQuery.TOTAL, Long.class)));
    }

    /** By position: in a join two columns may have one name. */
    @SuppressWarnings("unchecked") // a table without known columns is a Table<Record>
    private R row(Record answer) {
        var known = searcher.table().fields();
        var from = query.columnsBefore();
        var fields = known.length > 0 ? known : Arrays.copyOfRange(answer.fields(), from, answer.size());
        var row = UNCONNECTED.newRecord(fields);
        row.fromArray(Arrays.copyOfRange(answer.intoArray(), from, answer.size()));
        row.touched(false);
        return known.length > 0 ? row.into(searcher.table()) : (R) row;
    }

    private Optional<String> cursor(Record row) {
        return request.way() == Way.LIMIT ? Optional.empty() : Optional.of(new Cursors(order).write(place(row)));
    }

    private Total total(long rows) {
        var limit = request.countUpTo();
        if (limit == 0) {
            return new Total.NotCounted();
        }
        return rows > limit ? new Total.MoreThan(limit) : new Total.Exactly(rows);
    }

    /** A null where none may be would be skipped by a later page without a word. */
    private void requireValues(Record row) {
        var place = place(row);
        for (var number = 0; number < place.size(); number++) {
            if (place.get(number) == null && !order.terms().get(number).nullable()) {
                throw SearchRefusals.unexpectedNull(
                        searcher.name(), order.terms().get(number).column());
            }
        }
    }

    private List<@Nullable String> place(Record row) {
        var place = new ArrayList<@Nullable String>();
        for (var number = 0; number < order.terms().size(); number++) {
            place.add(row.get(PageQuery.PLACE + number, String.class));
        }
        return place;
    }
}
