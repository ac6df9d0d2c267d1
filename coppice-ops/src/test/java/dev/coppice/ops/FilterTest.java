package dev.coppice.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Table;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@PostgresTest
class FilterTest {
    private final TestDatabase db;
    private Tasks tasks;
    private Connection connection;
    private Ops ops;

    FilterTest(TestDatabase db) {
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
    void every_operator_that_is_given_must_hold() {
        tasks.with("(1, 1, 'red apple', 5, true), (2, 1, 'red pear', 5, true), (3, 1, 'green apple', 5, false), "
                + "(4, 1, 'red apple', 9, true)");
        assertThat(found(Filter.of(tasks.title)
                        .startsWith("red")
                        .endsWith("apple")
                        .contains("d a")))
                .containsExactly(1L, 4L);
        assertThat(found(Filter.allOf(
                        Filter.of(tasks.title).startsWith("red").ne("red pear"),
                        Filter.of(tasks.rank).ge(5).lt(9))))
                .containsExactly(1L);
    }

    @Test
    void ranges_of_numbers_hold_at_both_ends() {
        tasks.with("(1, 1, 'a', 1, true), (2, 1, 'a', 2, true), (3, 1, 'a', 3, true), (4, 1, 'a', null, true)");
        assertThat(found(Filter.of(tasks.rank).ge(2).le(3))).containsExactly(2L, 3L);
        assertThat(found(Filter.of(tasks.rank).gt(1).lt(3))).containsExactly(2L);
        assertThat(found(Filter.of(tasks.rank).gt(3).le(3))).isEmpty();
        assertThat(found(Filter.of(tasks.rank).ge(2).le(null))).containsExactly(2L, 3L);
    }

    @Test
    void wildcards_in_what_a_user_typed_are_letters() {
        tasks.with("(1, 1, '100%', 1, true), (2, 1, '100x', 1, true), (3, 1, 'a_b', 1, true), (4, 1, 'axb', 1, true), "
                + "(5, 1, 'a\\b', 1, true), (6, 1, 'wow!', 1, true)");
        assertThat(found(Filter.of(tasks.title).contains("%"))).containsExactly(1L);
        assertThat(found(Filter.of(tasks.title).contains("_"))).containsExactly(3L);
        assertThat(found(Filter.of(tasks.title).contains("\\"))).containsExactly(5L);
        assertThat(found(Filter.of(tasks.title).endsWith("!"))).containsExactly(6L);
        assertThat(found(Filter.of(tasks.title).startsWithIgnoreCase("A_"))).containsExactly(3L);
    }

    @Test
    void upper_and_lower_case_are_one_where_asked() {
        tasks.with("(1, 1, 'Straße', 1, true), (2, 1, 'STRASSE', 1, true), (3, 1, 'my street', 1, true)");
        assertThat(found(Filter.of(tasks.title).contains("stra"))).isEmpty();
        assertThat(found(Filter.of(tasks.title).startsWithIgnoreCase("stra"))).containsExactly(1L, 2L);
        assertThat(found(Filter.of(tasks.title).containsIgnoreCase("STR"))).containsExactly(1L, 2L, 3L);
        assertThat(found(Filter.of(tasks.title).endsWithIgnoreCase("EET"))).containsExactly(3L);
        assertThat(found(Filter.of(tasks.title).eqIgnoreCase("strasse"))).containsExactly(2L);
    }

    @Test
    void a_negation_is_exactly_the_other_rows_also_those_with_null() {
        tasks.with("(1, 1, 'a', 1, true), (2, 1, 'b', null, null), (3, 1, null, 3, false)");
        assertThat(found(Filter.of(tasks.title).ne("a"))).containsExactly(2L, 3L);
        assertThat(found(Filter.of(tasks.title).notIn(List.of("a", "x")))).containsExactly(2L, 3L);
        assertThat(found(Filter.not(Filter.of(tasks.title).contains("a")))).containsExactly(2L, 3L);
        assertThat(found(Filter.not(Filter.of(tasks.rank).gt(2)))).containsExactly(1L, 2L);
        assertThat(found(Filter.not(Filter.not(Filter.of(tasks.rank).gt(2))))).containsExactly(3L);
        assertThat(found(Filter.not(Filter.of(tasks.done).eq(true)))).containsExactly(2L, 3L);
        assertThat(found(Filter.not(Filter.of(tasks.title).isNull(true)))).containsExactly(1L, 2L);
        assertThat(found(Filter.of(tasks.title).isNull(false))).containsExactly(1L, 2L);
        assertThat(found(Filter.of(tasks.title).isNull(true))).containsExactly(3L);
    }

    @Test
    void groups_nest_as_they_are_written() {
        tasks.with("(1, 1, 'a', 1, true), (2, 1, 'a', 2, true), (3, 1, 'b', 1, true), (4, 1, 'c', 3, true)");
        var first = Filter.allOf(
                Filter.of(tasks.title).eq("a"), Filter.of(tasks.rank).eq(2));
        assertThat(found(Filter.anyOf(first, Filter.of(tasks.title).eq("c")))).containsExactly(2L, 4L);
        assertThat(found(Filter.not(Filter.anyOf(first, Filter.of(tasks.title).eq("c")))))
                .containsExactly(1L, 3L);
        assertThat(found(Filter.not(first))).containsExactly(1L, 3L, 4L);
        assertThat(found(Filter.of(tasks.title).in(List.of("a", "c", "a")).ne("c")))
                .containsExactly(1L, 2L);
    }

    @Test
    void what_says_nothing_limits_nothing_and_an_empty_list_has_nothing_in_it() {
        tasks.with("(1, 1, 'a', 1, true), (2, 1, 'b', null, true)");
        var nothing = Filter.of(tasks.title)
                .eq(null)
                .ne(null)
                .gt(null)
                .ge(null)
                .lt(null)
                .le(null)
                .in(null)
                .notIn(null)
                .isNull(null)
                .contains(null)
                .startsWith(null)
                .endsWith(null)
                .eqIgnoreCase(null)
                .containsIgnoreCase(null)
                .startsWithIgnoreCase(null)
                .endsWithIgnoreCase(null);
        assertThat(nothing.condition()).isEqualTo(DSL.noCondition());
        for (var filter : List.of(
                nothing,
                Filter.allOf(),
                Filter.anyOf(),
                Filter.not(nothing),
                Filter.not(Filter.anyOf()),
                Filter.allOf(Filter.anyOf(nothing), Filter.not(Filter.allOf())))) {
            assertThat(found(filter)).containsExactly(1L, 2L);
        }
        assertThat(found(Filter.anyOf(nothing, Filter.of(tasks.rank).eq(1)))).containsExactly(1L);
        assertThat(found(Filter.of(tasks.rank).in(List.of()))).isEmpty();
        assertThat(found(Filter.not(Filter.of(tasks.rank).in(List.of())))).containsExactly(1L, 2L);
        assertThat(found(Filter.of(tasks.rank).notIn(List.of()))).containsExactly(1L, 2L);
    }

    @Test
    void uuids_times_and_bytes_are_compared_as_what_they_are() {
        db.execute("""
            CREATE TABLE ${schema}.note (id int PRIMARY KEY, ref uuid, at timestamptz, raw bytea);
            INSERT INTO ${schema}.note VALUES
                (1, '00000000-0000-0000-0000-000000000001', '2026-01-01 00:00:00.000001Z', '\\x01'),
                (2, '00000000-0000-0000-0000-000000000002', '2026-01-01 00:00:00.000002Z', '\\x02');
            """);
        var notes = DSL.table(DSL.name(db.schema(), "note"));
        var ref = DSL.field(DSL.name("ref"), SQLDataType.UUID);
        var at = DSL.field(DSL.name("at"), SQLDataType.TIMESTAMPWITHTIMEZONE(6));
        var raw = DSL.field(DSL.name("raw"), SQLDataType.BLOB);
        var second = OffsetDateTime.parse("2026-01-01T00:00:00.000002Z");
        assertThat(found(notes, Filter.of(ref).in(List.of(new UUID(0, 2), new UUID(0, 3)))))
                .containsExactly(2L);
        assertThat(found(notes, Filter.of(ref).ne(new UUID(0, 2)))).containsExactly(1L);
        assertThat(found(notes, Filter.of(at).ge(second))).containsExactly(2L);
        assertThat(found(notes, Filter.of(at).lt(second))).containsExactly(1L);
        assertThat(found(notes, Filter.of(raw).eq(new byte[] {1}))).containsExactly(1L);
    }

    @Test
    void text_of_a_user_is_never_a_part_of_the_statement() {
        tasks.with("(1, 1, 'a', 1, true), (2, 1, '''; DROP TABLE task; --', 1, true)");
        for (var attack : List.of(
                "' OR '1'='1",
                "'; DROP TABLE task; --",
                "\\'; DELETE FROM task; --",
                "a' ESCAPE '",
                "%' OR true --",
                "$1",
                "?",
                "{0}",
                ":id",
                "\u0001",
                "/* */",
                "!!%!_")) {
            var expected = attack.startsWith("'; DROP") ? List.of(2L) : List.of();
            assertThat(found(Filter.of(tasks.title).eq(attack))).isEqualTo(expected);
            assertThat(found(Filter.of(tasks.title).contains(attack))).isEqualTo(expected);
            assertThat(found(Filter.of(tasks.title).startsWithIgnoreCase(attack)))
                    .isEqualTo(expected);
            assertThat(found(Filter.of(tasks.title).in(List.of(attack, attack + "x"))))
                    .isEqualTo(expected);
        }
        assertThat(found(Filter.allOf())).containsExactly(1L, 2L);
    }

    @Test
    void too_deep_and_too_large_filters_are_refused() {
        Filter deep = Filter.of(tasks.rank).eq(1);
        for (var depth = 0; depth < Filter.MAX_DEPTH; depth++) {
            deep = Filter.not(deep);
        }
        var deepest = deep;
        assertThat(found(deepest)).isEmpty();
        refused("search.filter-too-deep", () -> Filter.allOf(deepest));
        refused("search.filter-too-deep", () -> Filter.not(deepest));
        var numbers = Collections.nCopies(Filter.MAX_VALUES, 7);
        var full = Filter.of(tasks.rank).in(numbers);
        assertThat(found(full)).isEmpty();
        refused("search.filter-too-large", () -> full.ne(3));
        refused(
                "search.filter-too-large",
                () -> Filter.anyOf(full, Filter.of(tasks.rank).eq(1)));
    }

    @Test
    @SuppressWarnings({"unchecked", "rawtypes", "NullAway"}) // what a caller without generics and null checks may do
    void values_of_another_type_are_refused_without_being_told() {
        var raw = (Field) tasks.rank;
        refused("search.wrong-type", () -> Filter.of(raw).eq("s3cret"));
        refused("search.wrong-type", () -> Filter.of(raw).in(List.of("s3cret")));
        var withNull = new ArrayList<Integer>();
        withNull.add(null);
        refused("search.wrong-type", () -> Filter.of(tasks.rank).in(withNull));
        assertThatExceptionOfType(CoppiceException.class)
                .isThrownBy(() -> Filter.of(tasks.rank).contains("s3cret"))
                .withMessage("The filter was refused. contains is for text, and column " + db.schema()
                        + ".task.rank is Integer. Nothing was changed. Compare it by eq, in, or a range.");
        assertThat(Filter.anyOf(
                        Filter.of(tasks.title).contains("s3cret").ne("x"),
                        Filter.not(Filter.of(tasks.rank).gt(1))))
                .hasToString("any[title [contains, ne], not[rank [gt]]]");
    }

    private static void refused(String code, ThrowingCallable call) {
        assertThatExceptionOfType(CoppiceException.class)
                .isThrownBy(call)
                .returns(code, CoppiceException::code)
                .satisfies(error -> assertThat(error.getMessage()).doesNotContain("s3cret"));
    }

    private List<Long> found(Filter filter) {
        return found(tasks.task, filter);
    }

    private List<Long> found(Table<Record> table, Filter filter) {
        var id = DSL.field(DSL.name("id"), SQLDataType.BIGINT);
        var search = Searcher.in(table).keyedBy(id).filter(filter);
        return ops.read(r -> r.searchGlobal(search, PageRequest.first(100))).rows().stream()
                .map(row -> row.get("id", Long.class))
                .toList();
    }
}
