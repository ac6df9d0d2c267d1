package dev.coppice.lifecycle.internal.step;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.lifecycle.spi.StepOutcome;
import dev.coppice.testkit.Interleaving;
import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.TestDatabase;
import org.junit.jupiter.api.Test;

@PostgresTest
class RowsRaceTest {
    @Test
    void a_row_put_below_one_that_goes_is_seen_and_not_lost_in_a_cascade(TestDatabase db) throws Exception {
        var rows = new RowsFixture(db);
        var context = rows.fill();
        var backup = MemoryBackup.of(rows.step(), context);
        try (var interleaving = new Interleaving();
                var writer = db.connect();
                var statement = writer.createStatement()) {
            writer.setAutoCommit(false);
            statement.execute("INSERT INTO " + db.schema() + ".piece (job_id, number) VALUES (1, 2)");
            var step = interleaving.start("step", () -> rows.step().apply(context.behind(backup)));
            interleaving.awaitBlockedBy(db.dataSource(), writer); // it waits for the part that the new piece belongs to
            writer.commit();
            assertThat(step.result()).isInstanceOf(StepOutcome.Blocked.class);
        }
        assertThat(rows.list("SELECT count(*) FROM ${schema}.piece WHERE job_id = 1"))
                .containsExactly("3");
    }

    @Test
    void a_row_that_two_steps_could_take_is_the_firsts_and_comes_back_once(TestDatabase db) throws Exception {
        db.execute("""
                CREATE TABLE ${schema}.thing (thing_id text PRIMARY KEY, status text);
                CREATE TABLE ${schema}.run (run_id int PRIMARY KEY, thing_id text);
                CREATE TABLE ${schema}.box (box_id int PRIMARY KEY, thing_id text);
                CREATE TABLE ${schema}.mount (run_id int REFERENCES ${schema}.run, box_id int REFERENCES ${schema}.box,
                    PRIMARY KEY (run_id, box_id));
                INSERT INTO ${schema}.run VALUES (1, 'a'), (2, 'b');
                INSERT INTO ${schema}.box VALUES (1, 'a'), (2, 'b');
                INSERT INTO ${schema}.mount VALUES (1, 1), (2, 2);
                """);
        var declared = Declared.in(db, """
                - { name: runs, rows: { tables: [ { table: "${schema}.run", by: thing_id } ] } }
                - { name: boxes, rows: { tables: [ { table: "${schema}.box", by: thing_id } ] } }
                """);
        var runs = declared.backed("runs");
        var boxes = declared.backed("boxes");
        var context = TestContext.of(db, "a");
        var savedRuns = MemoryBackup.of(runs, context);
        var savedBoxes = MemoryBackup.of(boxes, context);
        assertThat(boxes.apply(context.behind(savedBoxes)))
                .as("before its turn")
                .isInstanceOf(StepOutcome.Blocked.class);
        assertThat(runs.apply(context.behind(savedRuns))).isEqualTo(new StepOutcome.Done(2));
        assertThat(boxes.apply(context.behind(savedBoxes))).isEqualTo(new StepOutcome.Done(1));
        assertThat(savedBoxes.restore(boxes, context) + savedRuns.restore(runs, context))
                .isEqualTo(3);
    }
}
