package dev.coppice.ops;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.coppice.testkit.Actor;
import dev.coppice.testkit.Interleaving;
import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import org.jooq.Condition;
import org.jooq.Record;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each interleaving of a prune with somebody who revives, refers, holds or prunes. */
@PostgresTest
class PruneRaceTest {
    private static final String CHOSEN = "prune.chosen";
    private static final String LOCKED = "prune.locked";

    private Jobs jobs;
    private TestDatabase db;
    private Ops ops;
    private Interleaving interleaving;
    private Connection other;

    @BeforeEach
    void open(TestDatabase database) throws SQLException {
        db = database;
        jobs = Jobs.in(db).withEnded(3);
        ops = Ops.on(db.dataSource());
        interleaving = new Interleaving();
        other = db.connect();
    }

    @AfterEach
    void close() throws SQLException {
        other.close();
        interleaving.close();
    }

    @Test
    void a_row_somebody_revives_is_skipped_and_counted() throws Exception {
        begin("UPDATE ${schema}.job SET state = 'RUNNING' WHERE id = 1");
        var result = prune(jobs.endedWithChildren());
        other.commit();
        assertThat(jobs.ids(result)).containsExactly(2, 3);
        assertThat(result.skippedLocked()).isEqualTo(1);
        assertThat(result.more()).isFalse();
        assertThat(jobs.left()).containsExactly(1);
        assertThat(jobs.count("line")).isEqualTo(4);
    }

    @Test
    void rows_held_behind_the_last_one_taken_are_not_counted() throws Exception {
        jobs.execute("INSERT INTO ${schema}.job (id) VALUES (4)");
        begin("SELECT FROM ${schema}.job WHERE id IN (1, 3) FOR UPDATE");
        var first = prune(jobs.endedWithChildren().limit(1));
        assertThat(jobs.ids(first)).containsExactly(2);
        assertThat(first.more()).isTrue();
        assertThat(first.skippedLocked()).isEqualTo(1);
        var last = prune(jobs.endedWithChildren().limit(1));
        other.rollback();
        assertThat(jobs.ids(last)).containsExactly(4);
        assertThat(last.more()).as("whatever is left is held").isFalse();
        assertThat(last.skippedLocked()).isEqualTo(2);
    }

    @Test
    void rows_that_are_all_held_are_all_counted_and_do_not_keep_a_loop_busy() throws Exception {
        begin("SELECT FROM ${schema}.job FOR KEY SHARE");
        var result = prune(jobs.endedWithChildren().limit(1));
        other.rollback();
        assertThat(result.count()).isZero();
        assertThat(result.skippedLocked()).isEqualTo(3);
        assertThat(result.more()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({CHOSEN, LOCKED})
    void whoever_revives_a_chosen_row_waits_and_finds_it_gone(String place) throws Exception {
        var pruner = stopped(place, jobs.endedWithChildren());
        var reviver =
                interleaving.start("reviver", () -> run("UPDATE ${schema}.job SET state = 'RUNNING' WHERE id = 1"));
        interleaving.awaitBlocked(db.dataSource(), other);
        pruner.resume();
        assertThat(done(pruner).count()).isEqualTo(3);
        assertThat(done(reviver)).isEqualTo("00000, 0 rows");
    }

    @ParameterizedTest
    @CsvSource({
        CHOSEN + ", 'step VALUES (1, 9)'",
        LOCKED + ", 'step VALUES (1, 9)'",
        LOCKED + ", 'line (job_id, step_number) VALUES (1, 1)'"
    })
    void whoever_adds_a_row_below_waits_and_is_refused(String place, String row) throws Exception {
        var pruner = stopped(place, jobs.endedWithChildren());
        var adder = interleaving.start("adder", () -> run("INSERT INTO ${schema}." + row));
        interleaving.awaitBlocked(db.dataSource(), other);
        pruner.resume();
        assertThat(done(pruner).tables()).containsEntry(db.schema() + ".line", 12L);
        assertThat(done(adder)).isEqualTo("23503");
    }

    @Test
    void a_grandchild_added_after_the_rows_were_chosen_goes_too() throws Exception {
        var pruner = stopped(CHOSEN, jobs.endedWithChildren());
        assertThat(run("INSERT INTO ${schema}.line (job_id, step_number) VALUES (1, 1)"))
                .isEqualTo("00000, 1 rows");
        pruner.resume();
        assertThat(done(pruner).tables()).containsEntry(db.schema() + ".line", 13L);
        assertThat(jobs.count("line")).isZero();
    }

    @Test
    void a_grandchild_of_an_open_transaction_is_waited_for_and_goes_too() throws Exception {
        // Its writer holds the step's key alone, so the job can be chosen.
        begin("INSERT INTO ${schema}.line (job_id, step_number) VALUES (1, 1)");
        var pruner = interleaving.start("pruner", () -> prune(jobs.endedWithChildren()));
        interleaving.awaitBlockedBy(db.dataSource(), other);
        other.commit();
        assertThat(done(pruner).tables()).containsEntry(db.schema() + ".line", 13L);
        assertThat(jobs.count("line")).isZero();
    }

    @Test
    void a_child_of_an_open_transaction_lets_its_row_be_skipped() throws Exception {
        begin("INSERT INTO ${schema}.step VALUES (2, 7)");
        var result = prune(jobs.endedWithChildren());
        other.commit();
        assertThat(jobs.ids(result)).containsExactly(1, 3);
        assertThat(jobs.count("step")).isEqualTo(3);
    }

    @Test
    void a_child_moved_away_while_its_delete_waits_stays() throws Exception {
        jobs.execute("DELETE FROM ${schema}.line; INSERT INTO ${schema}.job (id, state) VALUES (9, 'RUNNING')");
        begin("UPDATE ${schema}.step SET job_id = 9 WHERE job_id = 1 AND number = 2");
        var steps = jobs.ended().cascade(CascadeChild.of(jobs.step).by(jobs.column("step", "job_id")));
        var pruner = interleaving.start("pruner", () -> prune(steps));
        interleaving.awaitBlockedBy(db.dataSource(), other);
        other.commit();
        assertThat(done(pruner).tables()).containsEntry(db.schema() + ".step", 5L);
        assertThat(jobs.list("SELECT job_id || '.' || number FROM ${schema}.step"))
                .containsExactly("9.2");
    }

    @Test
    void a_condition_on_other_rows_is_asked_again_once_the_rows_are_locked() throws Exception {
        jobs.execute("CREATE TABLE ${schema}.hold (job_id int)");
        var unheld = jobs.endedWithChildren().and(unheld());
        var pruner = stopped(CHOSEN, unheld);
        assertThat(run("INSERT INTO ${schema}.hold VALUES (2)")).isEqualTo("00000, 1 rows");
        pruner.resume();
        assertThat(jobs.ids(done(pruner))).containsExactly(1, 3);
        assertThat(jobs.count("step WHERE job_id = 2")).isEqualTo(2);
    }

    @Test
    void a_condition_that_fails_at_the_last_moment_undoes_the_prune() throws Exception {
        jobs.execute("CREATE TABLE ${schema}.hold (job_id int)");
        var pruner = stopped(LOCKED, jobs.endedWithChildren().and(unheld()));
        assertThat(run("INSERT INTO ${schema}.hold VALUES (2)")).isEqualTo("00000, 1 rows");
        pruner.resume();
        assertThatExceptionOfType(CoppiceException.class)
                .isThrownBy(pruner::join)
                .returns("prune.row-kept", CoppiceException::code);
        assertThat(jobs.count("line")).isEqualTo(12);
    }

    @Test
    void two_prunes_at_once_take_each_row_once_and_none_is_lost() throws Exception {
        var first = stopped(LOCKED, jobs.endedWithChildren().limit(2));
        var second = prune(jobs.endedWithChildren().limit(2));
        assertThat(jobs.ids(second)).as("the first looked one row further").isEmpty();
        assertThat(second.skippedLocked()).isEqualTo(3);
        first.resume();
        assertThat(jobs.ids(done(first))).containsExactly(1, 2);
        assertThat(done(first).more()).isTrue();
        assertThat(jobs.ids(prune(jobs.endedWithChildren()))).containsExactly(3);
    }

    @Test
    void a_gate_cannot_be_closed_before_the_prune_ends() throws Exception {
        jobs.execute("CREATE TABLE ${schema}.permit (open boolean); INSERT INTO ${schema}.permit VALUES (true)");
        var gate = Gate.exists(jobs.table("permit")).where(DSL.condition(DSL.field(DSL.name("open"), Boolean.class)));
        var pruner = stopped(LOCKED, jobs.endedWithChildren().onlyIf(gate));
        var closer = interleaving.start("closer", () -> run("UPDATE ${schema}.permit SET open = false"));
        interleaving.awaitBlocked(db.dataSource(), other);
        pruner.resume();
        assertThat(done(pruner).count()).isEqualTo(3);
        assertThat(done(closer)).isEqualTo("00000, 1 rows");
    }

    @Test
    void a_row_referred_to_while_the_statement_that_claims_it_runs_keeps_the_whole_chain() throws Exception {
        // The claim waits in its condition with its snapshot taken, and finds the row free when it comes to lock it.
        jobs.execute("""
            ALTER TABLE ${schema}.job ADD COLUMN parent int REFERENCES ${schema}.job ON DELETE CASCADE;
            UPDATE ${schema}.job SET parent = id - 1 WHERE id > 1;
            CREATE FUNCTION ${schema}.wait() RETURNS boolean LANGUAGE plpgsql AS
                'BEGIN PERFORM pg_advisory_xact_lock_shared(4711); RETURN true; END';
            """);
        begin("SELECT pg_advisory_xact_lock(4711)");
        var waiting = jobs.ended().and(DSL.condition(db.schema() + ".wait()")).cascadeForeignKeys();
        var pruner = interleaving.start("pruner", () -> prune(waiting));
        interleaving.awaitBlockedBy(db.dataSource(), other);
        run("INSERT INTO ${schema}.job (id, state, parent) VALUES (4, 'RUNNING', 3)");
        other.commit();
        assertThat(done(pruner).count()).isZero();
        assertThat(jobs.left()).containsExactly(1, 2, 3, 4);
    }

    @Test
    void a_chain_whose_far_end_is_held_stays() throws Exception {
        jobs.execute("""
            ALTER TABLE ${schema}.job ADD COLUMN parent int REFERENCES ${schema}.job;
            UPDATE ${schema}.job SET parent = id - 1 WHERE id > 1;
            """);
        begin("INSERT INTO ${schema}.job (id, state, parent) VALUES (4, 'RUNNING', 3)");
        var result = prune(jobs.ended().cascadeForeignKeys());
        other.commit();
        assertThat(result.count()).isZero();
        assertThat(result.skippedLocked()).isEqualTo(1);
        assertThat(prune(jobs.ended().cascadeForeignKeys()).count()).isZero();
        assertThat(jobs.left()).containsExactly(1, 2, 3, 4);
    }

    @Test
    void a_reply_added_below_a_reply_that_is_being_locked_is_found_and_locked_too() throws Exception {
        jobs.execute("""
            CREATE TABLE ${schema}.note (id int PRIMARY KEY, job_id int REFERENCES ${schema}.job,
                answers int REFERENCES ${schema}.note);
            INSERT INTO ${schema}.note VALUES (1, 1, NULL);
            """);
        begin("INSERT INTO ${schema}.note VALUES (2, NULL, 1)");
        var pruner = stopping(LOCKED, jobs.ended().cascadeForeignKeys());
        interleaving.awaitBlockedBy(db.dataSource(), other);
        other.commit();
        pruner.awaitStopped(LOCKED);
        var adder = interleaving.start("adder", () -> run("INSERT INTO ${schema}.note VALUES (3, NULL, 2)"));
        interleaving.awaitBlocked(db.dataSource(), other);
        pruner.resume();
        assertThat(done(pruner).tables()).containsEntry(db.schema() + ".note", 2L);
        assertThat(done(adder)).isEqualTo("23503");
    }

    @Test
    void a_child_held_too_long_refuses_the_prune_and_nothing_is_gone() throws Exception {
        begin("SELECT FROM ${schema}.step WHERE job_id = 2 FOR SHARE");
        var impatient =
                Ops.builder(db.dataSource()).lockTimeout(Duration.ofMillis(50)).build();
        assertThatExceptionOfType(CoppiceException.class)
                .isThrownBy(() -> impatient.write(w -> w.prune(jobs.endedWithChildren())))
                .returns("database.lock-timeout", CoppiceException::code);
        other.rollback();
        assertThat(jobs.count("line")).isEqualTo(12);
    }

    private Condition unheld() {
        var hold = jobs.column("hold", "job_id");
        return DSL.notExists(DSL.selectOne().from(jobs.table("hold")).where(hold.eq(jobs.column("job", "id"))));
    }

    private PruneResult prune(Pruner<Record> pruner) {
        return ops.write(w -> w.prune(pruner));
    }

    private Actor<PruneResult> stopped(String place, Pruner<Record> pruner) {
        var actor = stopping(place, pruner);
        actor.awaitStopped(place);
        return actor;
    }

    private Actor<PruneResult> stopping(String place, Pruner<Record> pruner) {
        var paused =
                Ops.builder(db.dataSource()).pausePoint(interleaving::reached).build();
        interleaving.stopAt("pruner", place);
        return interleaving.start("pruner", () -> paused.write(w -> w.prune(pruner)));
    }

    private static <T> T done(Actor<T> actor) {
        return requireNonNull(actor.result());
    }

    private void begin(String sql) throws SQLException {
        other.setAutoCommit(false);
        assertThat(run(sql)).startsWith("00000");
    }

    /** Runs a statement on the other connection and answers its SQLSTATE. */
    private String run(String sql) throws SQLException {
        try (var statement = other.createStatement()) {
            statement.execute(sql.replace("${schema}", db.schema()));
            return "00000, " + statement.getUpdateCount() + " rows";
        } catch (SQLException failure) {
            return String.valueOf(failure.getSQLState());
        }
    }
}
