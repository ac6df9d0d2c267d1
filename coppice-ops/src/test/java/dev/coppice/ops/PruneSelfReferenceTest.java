package dev.coppice.ops;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.TestDatabase;
import java.util.ArrayList;
import java.util.List;
import org.jooq.Record;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A row that rows of its own table refer to goes only with them, and only if each of them may go for its own sake. */
@PostgresTest
class PruneSelfReferenceTest {
    private Jobs jobs;
    private Ops ops;

    @BeforeEach
    void open(TestDatabase db) {
        jobs = Jobs.in(db);
        ops = Ops.on(db.dataSource());
        jobs.execute(
                "ALTER TABLE ${schema}.job ADD COLUMN parent int CONSTRAINT job_parent_fk REFERENCES ${schema}.job");
    }

    @Test
    void a_chain_that_ends_at_a_living_row_stays_as_a_whole() {
        chain(1, 5, "RUNNING");
        chain(11, 3, "DONE");
        var result = prune(jobs.ended());
        assertThat(jobs.ids(result)).containsExactly(13, 12, 11);
        assertThat(jobs.left()).containsExactly(1, 2, 3, 4, 5);
        assertThat(result.more()).isFalse();
        assertThat(result.skippedLocked()).isZero();
    }

    @Test
    void what_living_rows_depend_on_is_not_in_the_way_of_others() {
        chain(1, 50, "RUNNING");
        jobs.execute(
                "INSERT INTO ${schema}.job (id, ended_at) SELECT n, '2026-06-01' FROM generate_series(101, 105) AS n");
        assertThat(jobs.ids(prune(jobs.ended().limit(5)))).containsExactly(101, 102, 103, 104, 105);
    }

    @Test
    void a_chain_longer_than_the_limit_is_taken_from_its_far_end() {
        chain(1, 10, "DONE");
        var result = prune(jobs.ended().limit(4));
        assertThat(jobs.ids(result)).containsExactly(10, 9, 8, 7);
        assertThat(result.more()).isTrue();
    }

    @Test
    void a_chain_deeper_than_one_call_goes_is_gone_after_some() {
        chain(1, 120, "DONE");
        var calls = new ArrayList<Long>();
        PruneResult result;
        do {
            result = prune(jobs.ended());
            calls.add(result.count());
        } while (result.more());
        assertThat(calls).containsExactly(50L, 50L, 20L);
        assertThat(jobs.left()).isEmpty();
    }

    @Test
    void a_row_that_refers_to_itself_is_in_nobodys_way() {
        jobs.execute("INSERT INTO ${schema}.job (id, parent) VALUES (1, 1), (2, 1)");
        prune(jobs.ended());
        assertThat(jobs.left()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"NO ACTION", "RESTRICT", "CASCADE"})
    void whatever_its_foreign_key_would_do_no_living_row_is_lost(String action) {
        jobs.execute("ALTER TABLE ${schema}.job DROP CONSTRAINT job_parent_fk, ADD FOREIGN KEY (parent) REFERENCES"
                + " ${schema}.job ON DELETE " + action);
        chain(1, 3, "DONE");
        chain(11, 3, "RUNNING");
        jobs.execute("INSERT INTO ${schema}.job (id, state, parent) VALUES (20, 'DONE', 12)");
        prune(jobs.ended());
        assertThat(jobs.left()).containsExactly(11, 12, 13);
    }

    @Test
    void children_of_a_chain_go_with_it() {
        chain(1, 3, "DONE");
        jobs.execute("INSERT INTO ${schema}.step SELECT id, 1 FROM ${schema}.job");
        assertThat(List.copyOf(prune(jobs.ended().cascadeForeignKeys()).tables().values()))
                .containsExactly(0L, 3L, 3L);
    }

    /** Jobs from {@code first} on, each the parent of the next, a day older than it; the last one in a state of its own. */
    private void chain(int first, int length, String lastState) {
        jobs.execute("""
            INSERT INTO ${schema}.job (id, parent, ended_at, state)
            SELECT n, CASE WHEN n > %1$d THEN n - 1 END, timestamptz '2026-01-01' + n * interval '1 day',
                CASE WHEN n = %2$d THEN '%3$s' ELSE 'DONE' END
            FROM generate_series(%1$d, %2$d) AS n
            """.formatted(first, first + length - 1, lastState));
    }

    private PruneResult prune(Pruner<Record> pruner) {
        return ops.write(w -> w.prune(pruner));
    }
}
