package dev.coppice.ops.internal.search;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.ops.PageRequest;
import dev.coppice.ops.Searcher;
import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.SQLDialect;
import org.jooq.Table;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What PostgreSQL does for a page of a table of 100 000 rows: it begins in the index where the cursor stands. */
@PostgresTest
class SearchPlanTest {
    private static final int ROWS = 100_000;
    private static final int SIZE = 10;
    private static final Field<Integer> ID = DSL.field(DSL.name("id"), SQLDataType.INTEGER.notNull());
    private static final Field<Integer> DAY = DSL.field(DSL.name("day"), SQLDataType.INTEGER.notNull());
    private static final Field<Integer> RANK = DSL.field(DSL.name("rank"), SQLDataType.INTEGER);

    private final TestDatabase db;
    private final Table<Record> log;
    private Connection connection;
    private DSLContext sql;

    SearchPlanTest(TestDatabase db) {
        this.db = db;
        log = DSL.table(DSL.name(db.schema(), "log"));
    }

    @BeforeEach
    void fill() throws SQLException {
        db.execute("CREATE TABLE ${schema}.log (id int PRIMARY KEY, day int NOT NULL, rank int);"
                + " INSERT INTO ${schema}.log SELECT i, i / 40, CASE WHEN i % 3 > 0 THEN i % 1000 END"
                + " FROM generate_series(1, " + ROWS + ") i;"
                + " CREATE INDEX log_day_id ON ${schema}.log (day, id);"
                + " CREATE INDEX log_day_desc_id ON ${schema}.log (day DESC, id);"
                + " CREATE INDEX log_rank_id ON ${schema}.log (rank, id); ANALYZE ${schema}.log;");
        connection = db.connect();
        sql = DSL.using(connection, SQLDialect.POSTGRES);
    }

    @AfterEach
    void close() throws SQLException {
        connection.close();
    }

    @Test
    void one_direction_without_nulls_is_one_condition_of_the_index() {
        var search = Searcher.in(log).keyedBy(ID).orderBy(DAY.desc());
        assertThat(plan(search, PageRequest.first(SIZE), "1250", "50000"))
                .contains("Index Cond: (ROW(day, id) < ROW(1250, 50000))")
                .contains("Index Cond: (ROW(day, id) >= ROW(1250, 50000))")
                .satisfies(SearchPlanTest::readsNoMoreThanThePage);
        assertThat(plan(search, PageRequest.last(SIZE), "1250", "50000"))
                .contains("Index Cond: (ROW(day, id) > ROW(1250, 50000))")
                .satisfies(SearchPlanTest::readsNoMoreThanThePage);
    }

    @Test
    void the_first_page_comes_from_the_index_too() {
        var search = Searcher.in(log).keyedBy(ID).orderBy(DAY.asc().nullsFirst());
        assertThat(plan(search, PageRequest.first(SIZE))).satisfies(SearchPlanTest::readsNoMoreThanThePage);
        assertThat(plan(search, PageRequest.last(SIZE))).satisfies(SearchPlanTest::readsNoMoreThanThePage);
    }

    @Test
    void mixed_directions_begin_in_an_index_of_the_same_directions() {
        var search = Searcher.in(log).keyedBy(ID).orderBy(DAY.desc(), ID.asc());
        assertThat(plan(search, PageRequest.first(SIZE), "1250", "50000"))
                .contains("Index Cond: (day <= 1250)")
                .doesNotContain("Seq Scan")
                .satisfies(SearchPlanTest::dropsLittle);
    }

    @Test
    void a_first_column_that_may_be_null_is_looked_for_twice_in_its_index() {
        var search = Searcher.in(log).keyedBy(ID).orderBy(RANK.asc());
        for (var page : List.of(PageRequest.first(SIZE), PageRequest.last(SIZE))) {
            assertThat(plan(search, page, "500", "50500"))
                    .contains("using log_rank_id", "Index Cond: (rank IS NULL)")
                    .containsPattern("Index Cond: \\(rank [<>]= 500\\)")
                    .doesNotContain("Seq Scan")
                    .satisfies(SearchPlanTest::dropsLittle);
        }
    }

    /** Each node of the plan that touches the table says how many rows it took. */
    private static void readsNoMoreThanThePage(String plan) {
        assertThat(plan).contains("Index").doesNotContain("Seq Scan").doesNotContain("Rows Removed by Filter");
        var taken = plan.lines()
                .filter(line -> line.matches(".*Scan.* using .*"))
                .map(line -> line.replaceAll(".*actual rows=([0-9]+)(\\.[0-9]+)? loops=1.*", "$1"))
                .map(Integer::valueOf)
                .toList();
        assertThat(taken).isNotEmpty().allSatisfy(rows -> assertThat(rows).isLessThanOrEqualTo(SIZE + 1));
    }

    /** Rows of equal first columns are passed over to find the place: 67 of each rank, 40 of each day. */
    private static void dropsLittle(String plan) {
        var dropped = plan.lines()
                .filter(line -> line.contains("Rows Removed by Filter"))
                .map(line -> Integer.valueOf(line.replaceAll("\\D", "")))
                .toList();
        assertThat(dropped).allSatisfy(rows -> assertThat(rows).isLessThan(100));
    }

    private String plan(Searcher<?> search, PageRequest page, String... place) {
        var order = TotalOrder.of(search);
        var request = page;
        if (place.length > 0) {
            var cursor = new Cursors(order).write(List.of(place));
            request = page.way() == PageRequest.Way.FIRST ? page.after(cursor) : page.before(cursor);
        }
        var query = PageQuery.of(search, order, DSL.noCondition(), request).select();
        var plan = sql.fetch("{0}", DSL.sql("explain (analyze, costs off, timing off, summary off) {0}", query))
                .formatCSV(false);
        return plan.replace("\"", "");
    }
}
