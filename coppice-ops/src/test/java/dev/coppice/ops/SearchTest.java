package dev.coppice.ops;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jooq.Record;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@PostgresTest
class SearchTest {
    private final TestDatabase db;
    private Tasks tasks;
    private Connection connection;
    private Ops ops;

    SearchTest(TestDatabase db) {
        this.db = db;
    }

    @BeforeEach
    void open() throws SQLException {
        connection = db.connect();
        tasks = Tasks.in(db);
        ops = Ops.on(new OneConnection(db.dataSource(), connection));
    }

    @AfterEach
    void close() throws SQLException {
        connection.close();
    }

    @Test
    void a_walk_forward_answers_every_row_once_with_nulls_where_they_belong() {
        tasks.with(12);
        var search = tasks.search().orderBy(tasks.rank.desc().nullsLast());
        assertThat(forward(search, 5))
                .containsExactly(List.of(12L, 11L, 9L, 8L, 7L), List.of(6L, 4L, 3L, 2L, 1L), List.of(10L, 5L));
    }

    @Test
    void pages_backward_come_in_the_order_of_the_search() {
        tasks.with(7);
        var search = tasks.search().orderBy(tasks.title.desc());
        var last = page(search, PageRequest.last(3));
        assertThat(ids(last)).containsExactly(3L, 2L, 1L);
        assertThat(last.hasPrevious()).isTrue();
        assertThat(last.hasNext()).isFalse();
        var before = page(search, PageRequest.last(3).before(last.startCursor().orElseThrow()));
        assertThat(ids(before)).containsExactly(6L, 5L, 4L);
        assertThat(before.hasNext()).isTrue();
        var first = page(search, PageRequest.last(3).before(before.startCursor().orElseThrow()));
        assertThat(ids(first)).containsExactly(7L);
        assertThat(first.hasPrevious()).isFalse();
        assertThat(first.hasNext()).isTrue();
    }

    @Test
    void the_cursor_of_a_row_that_was_deleted_still_marks_its_place() {
        tasks.with(6);
        var search = tasks.search().orderBy(tasks.rank.asc());
        var first = page(search, PageRequest.first(3));
        assertThat(ids(first)).containsExactly(1L, 2L, 3L);
        db.execute("DELETE FROM ${schema}.task WHERE id <= 3");
        var second = page(search, PageRequest.first(3).after(first.endCursor().orElseThrow()));
        assertThat(ids(second)).containsExactly(4L, 6L, 5L);
        assertThat(second.hasPrevious()).isFalse();
        assertThat(second.hasNext()).isFalse();
    }

    @Test
    void the_row_of_the_cursor_is_what_stands_before_the_next_page() {
        tasks.with(1);
        var first = page(tasks.search(), PageRequest.first(2));
        assertThat(first.hasNext()).isFalse();
        var empty = page(
                tasks.search(), PageRequest.first(2).after(first.endCursor().orElseThrow()));
        assertThat(empty.rows()).isEmpty();
        assertThat(empty.hasPrevious()).isTrue();
        assertThat(empty.hasNext()).isFalse();
        assertThat(empty.startCursor()).isEmpty();
        assertThat(empty.endCursor()).isEmpty();
        var none = page(
                tasks.search(), PageRequest.last(2).before(first.startCursor().orElseThrow()));
        assertThat(none.rows()).isEmpty();
        assertThat(none.hasPrevious()).isFalse();
        assertThat(none.hasNext()).isTrue();
    }

    @Test
    void a_page_by_offset_tells_exactly_what_is_around_it() {
        tasks.with(5);
        var middle = page(tasks.search(), PageRequest.limit(2).offset(2));
        assertThat(ids(middle)).containsExactly(3L, 4L);
        assertThat(middle.hasPrevious()).isTrue();
        assertThat(middle.hasNext()).isTrue();
        assertThat(middle.endCursor()).isEmpty();
        var end = page(tasks.search(), PageRequest.limit(2).offset(3));
        assertThat(ids(end)).containsExactly(4L, 5L);
        assertThat(end.hasNext()).isFalse();
        var beyond = page(tasks.search(), PageRequest.limit(2).offset(50));
        assertThat(beyond.rows()).isEmpty();
        assertThat(beyond.hasPrevious()).isTrue();
        var nothing =
                page(tasks.search().where(tasks.id.lt(0L)), PageRequest.limit(2).offset(50));
        assertThat(nothing.hasPrevious()).isFalse();
        assertThat(page(tasks.search(), PageRequest.limit(5)).hasPrevious()).isFalse();
    }

    @Test
    void a_total_is_counted_as_far_as_was_asked_also_beside_an_empty_page() {
        tasks.with(7);
        var search = tasks.search().where(tasks.id.gt(1L));
        assertThat(page(search, PageRequest.first(2)).total()).isEqualTo(new Total.NotCounted());
        assertThat(page(search, PageRequest.first(2).withTotal()).total()).isEqualTo(new Total.Exactly(6));
        assertThat(page(search, PageRequest.first(2).withTotalUpTo(6)).total()).isEqualTo(new Total.Exactly(6));
        assertThat(page(search, PageRequest.first(2).withTotalUpTo(5)).total()).isEqualTo(new Total.MoreThan(5));
        var empty = page(search, PageRequest.limit(2).offset(9).withTotal());
        assertThat(empty.rows()).isEmpty();
        assertThat(empty.total()).isEqualTo(new Total.Exactly(6));
        var second = page(search, PageRequest.first(2).after(end(search)).withTotal());
        assertThat(second.total()).isEqualTo(new Total.Exactly(6));
    }

    @Test
    void a_composite_key_completes_the_order(TestDatabase db) {
        db.execute("""
            CREATE TABLE ${schema}.seat (hall int, number int, row_name text, PRIMARY KEY (hall, number));
            INSERT INTO ${schema}.seat SELECT h, n, 'A' FROM generate_series(1, 3) h, generate_series(1, 3) n;
            """);
        var hall = DSL.field(DSL.name("hall"), SQLDataType.INTEGER);
        var number = DSL.field(DSL.name("number"), SQLDataType.INTEGER);
        var search = Searcher.in(DSL.table(DSL.name(db.schema(), "seat")))
                .keyedBy(hall, number)
                .orderBy(DSL.field(DSL.name("row_name"), SQLDataType.CLOB).desc());
        var first = page(search, PageRequest.first(4));
        assertThat(first.rows())
                .extracting(row -> row.get(hall) * 10 + row.get(number))
                .containsExactly(33, 32, 31, 23);
        var second = page(search, PageRequest.first(9).after(first.endCursor().orElseThrow()));
        assertThat(second.rows())
                .extracting(row -> row.get(hall) * 10 + row.get(number))
                .containsExactly(22, 21, 13, 12, 11);
    }

    @Test
    void a_join_is_searched_and_columns_of_one_name_are_kept_apart() {
        tasks.with("(7, 2, 'a', 1, true), (8, 3, 'b', 1, true), (9, 2, 'c', null, true)");
        var joined = tasks.task
                .leftJoin(tasks.project)
                .on(tasks.projectId.eq(tasks.ofProject).and(tasks.rank.eq(1)));
        var search = Searcher.in(joined)
                .keyedBy(tasks.id)
                .orderBy(tasks.projectId.desc().nullsLast());
        var first = page(search, PageRequest.first(2));
        assertThat(ids(first)).containsExactly(8L, 7L);
        assertThat(first.rows().getFirst().get(5)).isEqualTo(3);
        assertThat(ids(page(search, PageRequest.first(2).after(first.endCursor().orElseThrow()))))
                .containsExactly(9L);
    }

    @Test
    void a_select_can_be_searched_and_ordered_by_its_expression() {
        tasks.with("(1, 1, 'b', 1, true), (2, 1, 'A', 1, true), (3, 1, 'C', 1, true)");
        var lower = DSL.lower(tasks.title).as("lower_title");
        var select = DSL.select(tasks.id, tasks.title, lower).from(tasks.task).asTable("lowered");
        var search = Searcher.in(select).keyedBy(select.field(tasks.id)).orderBy(select.field(lower));
        var first = page(search, PageRequest.first(1));
        assertThat(ids(first)).containsExactly(2L);
        assertThat(ids(page(search, PageRequest.first(5).after(first.endCursor().orElseThrow()))))
                .containsExactly(1L, 3L);
    }

    @Test
    void a_search_runs_inside_a_write_and_sees_what_it_wrote() {
        tasks.with(1);
        var ids = ops.write(w -> {
            w.create(Creator.into(tasks.task).set(tasks.id, 2L).set(tasks.ofProject, 1))
                    .orThrow();
            return ids(w.searchGlobal(tasks.search(), PageRequest.last(1)));
        });
        assertThat(ids).containsExactly(2L);
    }

    private List<List<Long>> forward(Searcher<Record> search, int size) {
        var pages = new ArrayList<List<Long>>();
        var request = PageRequest.first(size);
        while (true) {
            var page = page(search, request);
            pages.add(ids(page));
            if (!page.hasNext()) {
                return pages;
            }
            request = request.after(page.endCursor().orElseThrow());
        }
    }

    private String end(Searcher<Record> search) {
        return page(search, PageRequest.first(2)).endCursor().orElseThrow();
    }

    private <R extends Record> Page<R> page(Searcher<R> search, PageRequest request) {
        return ops.read(r -> r.searchGlobal(search, request));
    }

    private static List<Long> ids(Page<?> page) {
        return page.rows().stream().map(row -> row.get(0, Long.class)).toList();
    }
}
