package dev.coppice.ops;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.testkit.FaultSweep;
import dev.coppice.testkit.PlannedFault;
import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.TestDatabase;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A prune with each of its statements lost or refused in turn: all of it is done, or nothing. */
@PostgresTest
class PruneFaultTest {
    private Jobs jobs;
    private TestDatabase db;

    @BeforeEach
    void open(TestDatabase database) {
        db = database;
        jobs = Jobs.in(db);
        jobs.execute("ALTER TABLE ${schema}.job ADD COLUMN parent int REFERENCES ${schema}.job");
    }

    @Test
    void a_lost_statement_leaves_nothing_and_is_tried_again() throws Exception {
        var faults = FaultSweep.forEach(PlannedFault::statement)
                .run(db.dataSource(), faulty -> prune(faulty, true), (fault, error) -> {
                    assertThat(error).isEmpty();
                    assertThat(rows()).isEqualTo("0 0 0 0");
                });
        assertThat(faults).isGreaterThanOrEqualTo(15);
    }

    @Test
    void a_lost_reply_leaves_all_or_nothing_and_says_which() throws Exception {
        FaultSweep.forEachReplyLost().run(db.dataSource(), faulty -> prune(faulty, false), (fault, error) -> {
            var done = error.map(failure -> ((CoppiceException) failure).effect() == Effect.UNKNOWN)
                    .orElse(true);
            assertThat(rows()).isEqualTo(done ? "0 0 0 0" : "3 6 12 3");
        });
    }

    @Test
    void a_statement_the_server_refuses_leaves_nothing() throws Exception {
        FaultSweep.forEach(number -> PlannedFault.statement(number).raising("57014"))
                .run(db.dataSource(), faulty -> prune(faulty, false), (fault, error) -> {
                    assertThat(error.orElseThrow()).isInstanceOf(CoppiceException.class);
                    assertThat(((CoppiceException) error.orElseThrow()).code()).isEqualTo("database.timeout");
                    assertThat(rows()).isEqualTo("3 6 12 3");
                });
    }

    private void prune(DataSource faulty, boolean again) {
        jobs.execute("TRUNCATE ${schema}.job, ${schema}.step, ${schema}.line, ${schema}.access_grant");
        jobs.withEnded(3).execute("UPDATE ${schema}.job SET parent = id - 1 WHERE id > 1");
        var ops = Ops.builder(faulty).waiter(pause -> {}).build();
        (again ? ops : ops.noRetry())
                .write(w -> w.prune(jobs.ended()
                        .cascadeForeignKeys()
                        .entityType("job")
                        .association(jobs.grants())
                        .alsoInTransaction((inside, keys) -> inside.now())));
    }

    private String rows() {
        return jobs.count("job") + " " + jobs.count("step") + " " + jobs.count("line") + " "
                + jobs.count("access_grant");
    }
}
