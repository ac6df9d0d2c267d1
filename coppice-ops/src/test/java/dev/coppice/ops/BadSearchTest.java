package dev.coppice.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.coppice.testkit.FaultyDataSource;
import dev.coppice.testkit.PlannedFault;
import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.TestDatabase;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.zip.CRC32;
import org.jooq.Record;
import org.jooq.TableField;
import org.jooq.UniqueKey;
import org.jooq.impl.DSL;
import org.jooq.impl.Internal;
import org.jooq.impl.SQLDataType;
import org.jooq.impl.TableImpl;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Whatever a search or a page refuses: with a code of its own, before any statement, without telling what was given. */
@PostgresTest
class BadSearchTest {
    private Tasks tasks;
    private FaultyDataSource counted;
    private Ops ops;

    private static final class Known extends TableImpl<Record> {
        private static final long serialVersionUID = 1L;

        final TableField<Record, Integer> id = createField(DSL.name("id"), SQLDataType.INTEGER.notNull(), this);
        final TableField<Record, String> title = createField(DSL.name("title"), SQLDataType.VARCHAR, this);

        Known() {
            super(DSL.name("known"));
        }

        @Override
        public UniqueKey<Record> getPrimaryKey() {
            return Internal.createUniqueKey(this, DSL.name("known_pkey"), id);
        }
    }

    @BeforeEach
    void open(TestDatabase db) {
        tasks = Tasks.in(db).with(6);
        counted = FaultyDataSource.over(db.dataSource());
        ops = Ops.on(counted);
    }

    @Test
    void sizes_that_are_not_positive_are_refused() {
        for (var size : List.of(0, -1, Integer.MIN_VALUE)) {
            assertThat(refusal(() -> PageRequest.first(size)))
                    .hasMessage("The page was refused. first must be 1 or more, was: " + size
                            + ". Nothing was changed. Ask for a row or more.")
                    .returns("search.page-size", CoppiceException::code)
                    .returns(Fault.Kind.USAGE, error -> error.fault().kind());
            assertThat(code(() -> PageRequest.last(size))).isEqualTo("search.page-size");
            assertThat(code(() -> PageRequest.limit(size))).isEqualTo("search.page-size");
        }
        assertThat(code(() -> PageRequest.limit(1).offset(-1))).isEqualTo("search.negative-offset");
        assertThat(code(() -> PageRequest.limit(1).withTotalUpTo(0))).isEqualTo("search.count-limit");
    }

    @Test
    void a_page_larger_than_the_search_allows_is_refused_before_any_statement() {
        assertThat(unsent(tasks.search().maxPageSize(5), PageRequest.first(6)))
                .hasMessage("The search \"tasks\" was refused. It was asked for 6 rows, and 5 is the most. "
                        + "Nothing was changed. Ask for fewer rows, and for the next page.")
                .returns("search.page-too-large", CoppiceException::code);
        assertThat(unsent(tasks.search(), PageRequest.limit(1001)).code()).isEqualTo("search.page-too-large");
        assertThatIllegalArgumentException().isThrownBy(() -> tasks.search().maxPageSize(0));
    }

    @Test
    void clauses_of_different_ways_of_paging_are_refused() {
        assertThat(code(() -> PageRequest.last(1).after("x"))).isEqualTo("search.mixed-page");
        assertThat(code(() -> PageRequest.first(1).before("x"))).isEqualTo("search.mixed-page");
        assertThat(code(() -> PageRequest.first(1).offset(1))).isEqualTo("search.mixed-page");
        assertThat(code(() -> PageRequest.limit(1).after("x"))).isEqualTo("search.mixed-page");
    }

    @Test
    void request_parameters_make_exactly_one_page_or_are_refused() {
        assertThat(from(Map.of())).hasToString("PageRequest[FIRST 20]");
        assertThat(from(Map.of("first", "7", "color", "red"))).hasToString("PageRequest[FIRST 7]");
        assertThat(from(Map.of("last", "7", "before", "x"))).hasToString("PageRequest[LAST 7 by cursor]");
        assertThat(from(Map.of("first", "7", "after", "x"))).hasToString("PageRequest[FIRST 7 by cursor]");
        assertThat(from(Map.of("limit", "7", "offset", "14"))).hasToString("PageRequest[LIMIT 7 offset 14]");
        assertThat(from(Map.of("last", "7"))).hasToString("PageRequest[LAST 7]");
        assertThat(from(Map.of("limit", "7"))).hasToString("PageRequest[LIMIT 7]");
        assertThat(refusal(() -> from(Map.of("after", "s3cret"))))
                .hasMessage("The page was refused. after was given without first. Nothing was changed. Give first too.")
                .returns("search.page-without-size", CoppiceException::code);
        assertThat(code(() -> from(Map.of("before", "x")))).isEqualTo("search.page-without-size");
        assertThat(code(() -> from(Map.of("offset", "1")))).isEqualTo("search.page-without-size");
        assertThat(refusal(() -> from(Map.of("first", "1", "last", "2"))))
                .hasMessage("The page was refused. first, last were given together. Nothing was changed. "
                        + "Give first with after, or last with before, or limit with offset.")
                .returns("search.mixed-page", CoppiceException::code);
        for (var mixed : List.of(
                Map.of("first", "1", "before", "x"),
                Map.of("last", "1", "after", "x"),
                Map.of("limit", "1", "after", "x"),
                Map.of("first", "1", "offset", "1"),
                Map.of("first", "1", "after", "x", "before", "y"),
                Map.of("first", "1", "limit", "1"))) {
            assertThat(code(() -> from(mixed))).isEqualTo("search.mixed-page");
        }
        for (var word : List.of("", " 1", "one", "1.0", "1e3", "9999999999", "99999999999999999999", "s3cret")) {
            assertThat(code(() -> from(Map.of("first", word)))).isEqualTo("search.not-a-number");
        }
        assertThat(code(() -> from(Map.of("limit", "1", "offset", "x")))).isEqualTo("search.not-a-number");
        assertThat(code(() -> from(Map.of("limit", "1", "offset", "-1")))).isEqualTo("search.negative-offset");
        assertThat(code(() -> from(Map.of("first", "0")))).isEqualTo("search.page-size");
        for (var tooLittle : List.of("-2147483648", "-9223372036854775808")) {
            assertThat(code(() -> from(Map.of("last", tooLittle)))).isEqualTo("search.not-a-number");
        }
    }

    @Test
    void a_cursor_of_another_search_or_order_is_refused_before_any_statement() {
        var search = tasks.search().orderBy(tasks.rank.asc());
        var cursor = end(search);
        for (var other : List.of(
                tasks.search(),
                tasks.search().orderBy(tasks.rank.desc()),
                tasks.search().orderBy(tasks.rank.asc().nullsFirst()),
                tasks.search().orderBy(tasks.title.asc()),
                tasks.search().orderBy(tasks.rank.asc(), tasks.title.asc()),
                Searcher.in(tasks.task)
                        .keyedBy(tasks.ofProject, tasks.id)
                        .named("tasks")
                        .orderBy(tasks.rank.asc()),
                Searcher.in(tasks.project).keyedBy(tasks.id).named("tasks").orderBy(tasks.rank.asc()),
                search.named("other"))) {
            assertThat(unsent(other, PageRequest.first(1).after(cursor)).code()).isEqualTo("search.bad-cursor");
        }
        var narrower = search.where(tasks.done.eq(true));
        assertThat(ops.read(r -> r.searchGlobal(narrower, PageRequest.first(9).after(cursor)))
                        .rows())
                .isNotEmpty();
    }

    @Test
    void malformed_cursors_are_refused_before_any_statement_and_not_told() {
        var cursor = end(tasks.search());
        var bytes = Base64.getUrlDecoder().decode(cursor);
        for (var place = 0; place < bytes.length; place++) {
            var changed = bytes.clone();
            changed[place] ^= 1;
            assertBadCursor(Base64.getUrlEncoder().withoutPadding().encodeToString(changed));
            assertBadCursor(Base64.getUrlEncoder().encodeToString(Arrays.copyOf(bytes, place)));
        }
        for (var text : List.of(
                "", "s3cret", "%%%", "é", "AA==", "A".repeat(8_192), "A".repeat(100_000), cursor + "AAAA", "\0")) {
            assertBadCursor(text);
        }
        assertThat(unsent(tasks.search(), PageRequest.last(1).before("s3cret")))
                .hasMessage("The search \"tasks\" was refused. The cursor was not made by this search in this order, "
                        + "or was changed since. Nothing was changed. Begin again without a cursor.");
    }

    @Test
    void a_cursor_with_a_value_its_column_no_longer_takes_is_a_bad_cursor(TestDatabase db) {
        tasks.with("(77, 1, 'no number', 1, true)");
        var search = tasks.search().orderBy(DSL.field(DSL.name("title")).asc());
        var cursor = end(search);
        db.execute("DELETE FROM ${schema}.task WHERE id < 99; ALTER TABLE ${schema}.task ALTER title TYPE int USING 1");
        var refusal = refusal(
                () -> ops.read(r -> r.searchGlobal(search, PageRequest.first(1).after(cursor))));
        assertThat(refusal.code()).isEqualTo("search.bad-cursor");
        assertThat(refusal).hasNoCause();
    }

    /** With the right checksum: only the database can tell that the value is none. */
    @Test
    void a_forged_cursor_is_a_bad_cursor_and_the_transaction_goes_on() {
        var byRank = tasks.search().orderBy(tasks.rank.asc());
        assertThat(forged(end(byRank), "1", "x")).isNotEqualTo(end(byRank));
        ops.write(w -> {
            w.create(Creator.into(tasks.task).set(tasks.id, 50L).set(tasks.ofProject, 1))
                    .orThrow();
            for (var value : List.of("x", "\0", "99999999999", "")) {
                var forged = forged(end(byRank), "1", value);
                assertThat(code(() ->
                                w.searchGlobal(byRank, PageRequest.first(1).after(forged))))
                        .isEqualTo("search.bad-cursor");
            }
            return w.create(Creator.into(tasks.task).set(tasks.id, 51L).set(tasks.ofProject, 1))
                    .orThrow();
        });
        assertThat(ops.read(r -> r.searchGlobal(tasks.search().where(tasks.id.ge(50L)), PageRequest.first(9)))
                        .rows())
                .hasSize(2);
    }

    @Test
    void a_filter_that_fails_beside_a_good_cursor_is_not_taken_for_a_bad_one() {
        var search = tasks.search();
        var cursor = end(search);
        var divided = search.where(DSL.condition("1 / (id - id) = 1"));
        ops.read(r -> {
            assertThat(code(() -> r.searchGlobal(divided, PageRequest.first(1).after(cursor))))
                    .isEqualTo("database.bad-value");
            return r.searchGlobal(search, PageRequest.first(1).after(cursor));
        });
    }

    @Test
    void values_of_several_types_for_a_column_without_one_are_refused_when_built() {
        var rank = DSL.field(DSL.name("rank"));
        assertThat(refusal(() -> Filter.of(rank).in(List.of(1, "s3cret"))))
                .hasMessage(
                        "The filter was refused. Column rank takes Object, was given Integer and String in one list. "
                                + "Nothing was changed. Give a value of the column's type.")
                .returns("search.wrong-type", CoppiceException::code);
        assertThat(ops.read(r -> r.searchGlobal(
                                tasks.search().filter(Filter.of(rank).in(List.of(1, 2))), PageRequest.first(9)))
                        .rows())
                .hasSize(4);
    }

    @Test
    void a_place_too_long_for_a_cursor_is_refused_and_can_be_reached_by_offset() {
        tasks.with("(70, 1, repeat('x', 10000), 1, true)");
        var search = tasks.search().orderBy(tasks.title.desc());
        assertThat(code(() -> ops.read(r -> r.searchGlobal(search, PageRequest.first(1)))))
                .isEqualTo("search.cursor-too-long");
        assertThat(ops.read(r -> r.searchGlobal(search, PageRequest.limit(1))).rows())
                .hasSize(1);
    }

    @Test
    void columns_the_table_is_known_not_to_have_are_refused_when_built() {
        var known = new Known();
        var absent = DSL.field(DSL.name("absent"), SQLDataType.INTEGER);
        var wrong = DSL.field(DSL.name("title"), SQLDataType.INTEGER);
        var search = Searcher.in(known);
        assertThat(refusal(() -> search.orderBy(absent)))
                .hasMessage("The search \"known\" was refused. Its table has no column absent. Nothing was changed. "
                        + "Name a column of the table.")
                .returns("search.unknown-column", CoppiceException::code);
        assertThat(code(() -> search.keyedBy(absent))).isEqualTo("search.unknown-column");
        assertThat(code(() -> search.filter(Filter.not(Filter.of(absent).eq(1)))))
                .isEqualTo("search.unknown-column");
        assertThat(code(() -> search.filter(Filter.of(wrong).eq(1)))).isEqualTo("search.wrong-type");
        assertThat(code(() -> search.orderBy(wrong.desc()))).isEqualTo("search.wrong-type");
        assertThat(code(() -> search.orderBy(DSL.lower(known.title)))).isEqualTo("search.not-a-column");
        assertThat(code(() -> search.orderBy(DSL.rand()))).isEqualTo("search.not-a-column");
        assertThat(code(() -> search.orderBy(known.title.asc(), known.title.desc())))
                .isEqualTo("search.repeated-column");
        assertThat(unsent(search.keyedBy(known.title), PageRequest.first(1)).code())
                .isEqualTo("search.key-not-unique");
        assertThat(unsent(Searcher.in(tasks.task), PageRequest.first(1)).code()).isEqualTo("search.no-key");
        assertThatIllegalStateException()
                .isThrownBy(() -> search.orderBy(known.title).orderBy(known.id))
                .withMessage("orderBy(title) was already called; rows have one order");
        assertThatIllegalStateException()
                .isThrownBy(() -> search.keyedBy(known.id).keyedBy(known.id))
                .withMessage("keyedBy(id) was already called; a row has one key");
        assertThat(search.orderBy(known.title.desc())).hasToString("Searcher[known: known by title]");
    }

    @Test
    void what_only_the_database_knows_is_told_without_values() {
        var absent = DSL.field(DSL.name("absent"), SQLDataType.INTEGER);
        assertThat(code(() -> ops.read(r -> r.searchGlobal(tasks.search().orderBy(absent), PageRequest.first(1)))))
                .isEqualTo("database.unknown-column");
        var wrong = Filter.of(DSL.field(DSL.name("rank"), SQLDataType.VARCHAR)).eq("s3cret");
        assertThat(code(() -> ops.read(r -> r.searchGlobal(tasks.search().filter(wrong), PageRequest.first(1)))))
                .isEqualTo("database.wrong-type");
        var zero = Filter.of(tasks.title).contains("s3cret\0");
        assertThat(code(() -> ops.read(r -> r.searchGlobal(tasks.search().filter(zero), PageRequest.first(1)))))
                .isEqualTo("database.bad-value");
    }

    @Test
    void a_null_where_none_was_declared_is_told_rather_than_skipped() {
        var rank = DSL.field(DSL.name("rank"), SQLDataType.INTEGER.notNull());
        var search = tasks.search().orderBy(rank.desc());
        assertThat(code(() -> ops.read(r -> r.searchGlobal(search, PageRequest.first(1)))))
                .isEqualTo("search.unexpected-null");
    }

    private void assertBadCursor(String cursor) {
        assertThat(unsent(tasks.search(), PageRequest.first(1).after(cursor)).code())
                .isEqualTo("search.bad-cursor");
    }

    private String end(Searcher<Record> search) {
        return ops.read(r -> r.searchGlobal(search, PageRequest.first(1)))
                .endCursor()
                .orElseThrow();
    }

    private static String forged(String cursor, String value, String other) {
        var bytes = Base64.getUrlDecoder().decode(cursor);
        var content = new String(bytes, 0, bytes.length - Integer.BYTES, StandardCharsets.ISO_8859_1)
                .replace("\0\0\0" + (char) value.length() + value, "\0\0\0" + (char) other.length() + other)
                .getBytes(StandardCharsets.ISO_8859_1);
        var sum = new CRC32();
        sum.update(content);
        var forged =
                ByteBuffer.allocate(content.length + Integer.BYTES).put(content).putInt((int) sum.getValue());
        return Base64.getUrlEncoder().withoutPadding().encodeToString(forged.array());
    }

    private static PageRequest from(Map<String, String> parameters) {
        return PageRequest.from(parameters::get);
    }

    private CoppiceException unsent(Searcher<Record> search, PageRequest request) {
        return refusal(() -> ops.read(r -> {
            counted.arm(PlannedFault.statement(100));
            try {
                return r.searchGlobal(search, request);
            } finally {
                assertThat(counted.statements()).isZero();
            }
        }));
    }

    private static String code(Supplier<Object> call) {
        return refusal(call).code();
    }

    private static CoppiceException refusal(Supplier<Object> call) {
        var refusal =
                Objects.requireNonNull(catchThrowableOfType(CoppiceException.class, call::get), "nothing was thrown");
        assertThat(refusal.getMessage()).doesNotContain("s3cret");
        return refusal;
    }
}
