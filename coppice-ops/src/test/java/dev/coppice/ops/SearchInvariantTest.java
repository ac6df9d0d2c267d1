package dev.coppice.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.coppice.testkit.FaultyDataSource;
import dev.coppice.testkit.PlannedFault;
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

/** What every read promises, asked of searches. */
@PostgresTest
class SearchInvariantTest {
    private final TestDatabase db;
    private Tasks tasks;
    private Connection connection;
    private Ops ops;

    SearchInvariantTest(TestDatabase db) {
        this.db = db;
    }

    @BeforeEach
    void open() throws SQLException {
        connection = db.connect();
        tasks = Tasks.in(db).with(20);
        ops = Ops.on(new OneConnection(db.dataSource(), connection));
    }

    @AfterEach
    void close() throws SQLException {
        connection.close();
    }

    @Test
    void no_error_of_the_driver_leaves_a_search_nor_does_sql_or_a_value() {
        var faulty = FaultyDataSource.over(db.dataSource());
        var search = tasks.search().where(tasks.title.ne("s3cret"));
        for (var state : List.of("57014", "42501", "XX000", "53200")) {
            faulty.arm(PlannedFault.statement(2).raising(state));
            var failure = catchThrowable(
                    () -> Ops.on(faulty).noRetry().read(r -> r.searchGlobal(search, PageRequest.first(2))));
            assertThat(failure).isInstanceOf(CoppiceException.class).hasNoCause();
            assertThat(failure.getMessage())
                    .doesNotContainIgnoringCase("select")
                    .doesNotContain("s3cret", "rank");
        }
    }

    @Test
    void a_scoped_search_without_a_scope_never_touches_data() {
        var faulty = FaultyDataSource.over(db.dataSource());
        faulty.arm(PlannedFault.statement(100));
        assertThatExceptionOfType(CoppiceException.class)
                .isThrownBy(() -> Ops.on(faulty).read(r -> r.search(tasks.search(), List.of(), PageRequest.first(1))));
        assertThat(faulty.statements()).isEqualTo(1);
    }

    @Test
    void the_rows_of_a_page_are_what_a_fresh_read_in_the_same_transaction_returns() {
        ops.read(r -> {
            for (var row : r.searchGlobal(tasks.search(), PageRequest.first(20)).rows()) {
                var key = Key.in(tasks.task).with(tasks.id, row.get("id", Long.class));
                assertThat(row.intoMap()).isEqualTo(r.find(key).orElseThrow().intoMap());
            }
            return null;
        });
    }

    @Test
    void the_pages_of_a_walk_put_together_are_the_ordered_rows_while_nothing_changes() {
        var search = tasks.search().orderBy(tasks.done.desc(), tasks.rank.asc().nullsFirst());
        var all = ops.read(r -> r.searchGlobal(search, PageRequest.first(100))).rows();
        for (var size = 1; size < 22; size++) {
            assertThat(walk(search, size)).isEqualTo(all);
        }
    }

    @Test
    void a_search_takes_no_lock_on_rows_and_waits_for_none() throws SQLException {
        try (var writer = db.connect()) {
            writer.setAutoCommit(false);
            try (var statement = writer.createStatement()) {
                statement.execute("UPDATE " + db.schema() + ".task SET rank = 0");
            }
            var first = ops.write(
                    w -> w.searchGlobal(tasks.search(), PageRequest.first(1).withTotal()));
            assertThat(first.rows().getFirst().get("rank")).isEqualTo(1);
            writer.rollback();
        }
        ops.write(w -> {
            w.searchGlobal(tasks.search(), PageRequest.first(20));
            var changed = Ops.on(db.dataSource())
                    .write(other -> other.updateWhere(Updater.of(tasks.task).set(tasks.rank, 5), Rows.everything()));
            assertThat(changed).isEqualTo(new Affected(20));
            return null;
        });
    }

    @Test
    void types_come_as_other_reads_have_them() {
        db.execute(
                "CREATE TABLE ${schema}.kinds (id int PRIMARY KEY, at timestamptz, n numeric, u uuid, j jsonb, l int[]);"
                        + " INSERT INTO ${schema}.kinds VALUES (1, now(), 1.50, gen_random_uuid(), '{}', '{1,2}')");
        var kinds = DSL.table(DSL.name(db.schema(), "kinds"));
        var id = DSL.field(DSL.name("id"), SQLDataType.INTEGER.notNull());
        ops.read(r -> {
            var searched = r.searchGlobal(Searcher.in(kinds).keyedBy(id), PageRequest.first(1))
                    .rows()
                    .getFirst();
            assertThat(searched.valuesRow().toString())
                    .isEqualTo(r.find(Key.in(kinds).with(id, 1))
                            .orElseThrow()
                            .valuesRow()
                            .toString());
            return null;
        });
    }

    private List<Record> walk(Searcher<Record> search, int size) {
        var rows = new ArrayList<Record>();
        var request = PageRequest.first(size);
        while (true) {
            var wanted = request;
            var page = ops.read(r -> r.searchGlobal(search, wanted));
            rows.addAll(page.rows());
            if (!page.hasNext()) {
                return rows;
            }
            request = request.after(page.endCursor().orElseThrow());
        }
    }
}
