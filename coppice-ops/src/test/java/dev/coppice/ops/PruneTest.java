package dev.coppice.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.entry;

import dev.coppice.testkit.FaultyDataSource;
import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.TestDatabase;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import org.jooq.Record;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@PostgresTest
class PruneTest {
    private Jobs jobs;
    private TestDatabase db;
    private Ops ops;

    @BeforeEach
    void open(TestDatabase database) {
        db = database;
        jobs = Jobs.in(db);
        ops = Ops.on(db.dataSource());
    }

    @Test
    void only_rows_in_their_terminal_state_go() {
        jobs.execute("INSERT INTO ${schema}.job (id, state) VALUES (1, 'DONE'), (2, 'RUNNING'), (3, 'DONE')");
        var result = prune(jobs.ended());
        assertThat(result.count()).isEqualTo(2);
        assertThat(jobs.ids(result)).containsExactly(1, 3);
        assertThat(result.keys().getFirst().field(jobs.id)).isNotNull();
        assertThat(jobs.left()).containsExactly(2);
    }

    @Test
    void conditions_of_the_call_narrow_those_of_the_spec() {
        jobs.execute("INSERT INTO ${schema}.job (id, note) VALUES (1, 'a'), (2, 'a'), (3, 'b'), (4, NULL)");
        var note = DSL.field(DSL.name("note"), String.class);
        prune(jobs.ended().and(note.eq("a")).and(jobs.id.gt(1)));
        assertThat(jobs.left()).containsExactly(1, 3, 4);
    }

    @Test
    void rows_of_an_age_before_the_time_given_go_and_rows_without_an_age_stay() {
        bare(5);
        jobs.execute("INSERT INTO ${schema}.job (id) VALUES (6)");
        prune(jobs.ended().before(Instant.parse("2026-01-03T00:00:00Z")));
        assertThat(jobs.left()).containsExactly(3, 4, 5, 6);
    }

    @ParameterizedTest
    @CsvSource({
        "timestamp, Asia/Tokyo, 2026-01-01T15:00:00Z, '2,3'",
        "timestamp, Asia/Tokyo, 2026-01-01T15:00:00.000001Z, 3",
        "timestamp, +09:00, 2026-01-01T15:00:00.000001Z, 3",
        "timestamp, Z, 2026-01-01T15:00:00Z, '2,3'",
        "date, Asia/Tokyo, 2026-01-02T14:59:59Z, '2,3'",
        "date, Asia/Tokyo, 2026-01-02T15:00:00Z, 3",
        "date, -05:00, 2026-01-02T15:00:00Z, '2,3'",
    })
    void a_time_without_a_zone_is_meant_in_the_zone_given(String type, String zone, Instant before, String left) {
        jobs.execute(
                "ALTER TABLE ${schema}.job ADD COLUMN seen " + type
                        + "; INSERT INTO ${schema}.job (id, seen) VALUES (1, '2026-01-01'), (2, '2026-01-02'), (3, '2026-01-03')");
        prune(Pruner.from(jobs.job)
                .everything()
                .age(jobs.column("job", "seen"), ZoneId.of(zone))
                .before(before));
        assertThat(jobs.list("SELECT string_agg(id::text, ',' ORDER BY id) FROM ${schema}.job"))
                .containsExactly(left);
    }

    @Test
    void the_oldest_go_first_by_age_then_by_key_and_those_without_an_age_last() {
        jobs.execute("""
            INSERT INTO ${schema}.job (id, ended_at) VALUES
                (1, NULL), (2, '2026-02-01'), (3, '2026-01-01'), (5, '2026-01-01'), (4, '2026-01-01')
            """);
        assertThat(jobs.ids(prune(jobs.ended().limit(2)))).containsExactly(3, 4);
        assertThat(jobs.ids(prune(jobs.ended().limit(2)))).containsExactly(5, 2);
        assertThat(jobs.ids(prune(jobs.ended().limit(2)))).containsExactly(1);
    }

    @Test
    void more_says_that_another_row_could_have_gone() {
        bare(5);
        assertThat(prune(jobs.ended().limit(3)).more()).isTrue();
        assertThat(prune(jobs.ended().limit(2)).more()).isFalse();
        assertThat(jobs.left()).isEmpty();
    }

    @Test
    void a_loop_of_calls_takes_everything_once() {
        bare(10);
        var taken = new ArrayList<Integer>();
        PruneResult result;
        do {
            result = prune(jobs.ended().limit(3));
            taken.addAll(jobs.ids(result));
        } while (result.more());
        assertThat(taken).containsExactly(1, 2, 3, 4, 5, 6, 7, 8, 9, 10);
    }

    @Test
    void an_empty_table_gets_no_delete_and_no_hook() {
        jobs.execute("""
            CREATE FUNCTION ${schema}.forbid() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''delete''; END';
            CREATE TRIGGER forbid BEFORE DELETE ON ${schema}.step FOR EACH STATEMENT EXECUTE FUNCTION ${schema}.forbid();
            CREATE TRIGGER forbid BEFORE DELETE ON ${schema}.job FOR EACH STATEMENT EXECUTE FUNCTION ${schema}.forbid();
            INSERT INTO ${schema}.job (id, state) VALUES (1, 'RUNNING');
            """);
        var result = prune(jobs.endedWithChildren().alsoInTransaction((w, keys) -> {
            throw new IllegalStateException("no row, no hook");
        }));
        assertThat(result.count()).isZero();
        assertThat(result.keys()).isEmpty();
        assertThat(result.more()).isFalse();
        assertThat(result.skippedLocked()).isZero();
        assertThat(result.tables().values()).containsOnly(0L);
    }

    @Test
    void everything_said_aloud_empties_the_table() {
        bare(3);
        prune(Pruner.from(jobs.job).everything());
        assertThat(jobs.left()).isEmpty();
    }

    @Test
    void a_row_that_is_referred_to_keeps_all_and_names_who_refers() {
        jobs.withEnded(2);
        assertThatExceptionOfType(IntegrityViolated.class)
                .isThrownBy(() -> prune(jobs.ended().entityType("job").association(jobs.grants())))
                .returns("prune.foreign-key-violation", CoppiceException::code)
                .returns("step_job_fk", error -> error.violation().constraint())
                .withMessage(
                        "The prune of \"ended-jobs\" was refused. It breaks the foreign-key rule step_job_fk of "
                                + db.schema() + ".step. Nothing was deleted. "
                                + "Declare the rows that refer by cascade(…), purge them first, or leave out what they refer to.");
        assertThat(jobs.left()).containsExactly(1, 2);
        assertThat(jobs.count("access_grant")).isEqualTo(2);
    }

    @Test
    void a_violation_becomes_the_error_that_is_expected() {
        jobs.withEnded(1);
        assertThatExceptionOfType(NameTaken.class)
                .isThrownBy(() -> prune(jobs.ended().expect(Expectation.foreignKey("step_job_fk"), NameTaken::new)));
    }

    @Test
    void the_transaction_goes_on_after_a_prune_that_was_refused() {
        jobs.withEnded(1);
        ops.write(w -> {
            assertThatExceptionOfType(IntegrityViolated.class).isThrownBy(() -> w.prune(jobs.ended()));
            return w.create(Creator.into(jobs.job).set(jobs.id, 7)).orThrow();
        });
        assertThat(jobs.left()).containsExactly(1, 7);
    }

    @Test
    void a_trigger_that_keeps_a_row_undoes_the_prune() {
        jobs.withEnded(2);
        jobs.execute("""
            CREATE FUNCTION ${schema}.keep() RETURNS trigger LANGUAGE plpgsql AS
                'BEGIN IF old.id = 2 THEN RETURN NULL; END IF; RETURN old; END';
            CREATE TRIGGER keep BEFORE DELETE ON ${schema}.job FOR EACH ROW EXECUTE FUNCTION ${schema}.keep();
            """);
        assertThatExceptionOfType(CoppiceException.class)
                .isThrownBy(() -> prune(jobs.endedWithChildren()))
                .returns("prune.row-kept", CoppiceException::code)
                .withMessageContaining("Of 2 rows chosen, 1 were deleted")
                .withMessageContaining("Nothing was deleted.");
        assertThat(jobs.left()).containsExactly(1, 2);
        assertThat(jobs.count("line")).isEqualTo(8);
    }

    @Test
    void a_gate_that_does_not_hold_refuses_the_prune() {
        bare(1);
        var gate = Gate.exists(jobs.grant);
        assertThatExceptionOfType(ConditionalMutationForbidden.class)
                .isThrownBy(() -> prune(jobs.ended().onlyIf(gate)));
        assertThat(jobs.left()).containsExactly(1);
        jobs.execute("INSERT INTO ${schema}.access_grant VALUES ('a', 'b', 'c', 'd')");
        assertThat(prune(jobs.ended().onlyIf(gate)).count()).isEqualTo(1);
    }

    @Test
    void the_hook_sees_the_keys_of_rows_that_are_still_there_and_writes_with_them() {
        jobs.withEnded(2);
        var seen = new ArrayList<Integer>();
        prune(jobs.endedWithChildren().limit(1).alsoInTransaction((w, keys) -> {
            keys.forEach(key -> seen.add(key.get(jobs.id)));
            assertThat(w.exists(Existence.of(jobs.line, DSL.field("job_id").eq(1))))
                    .isTrue();
            w.create(Creator.into(jobs.job).set(jobs.id, 100).set(jobs.state, "NOTE"))
                    .orThrow();
        }));
        assertThat(seen).containsExactly(1);
        assertThat(jobs.left()).containsExactly(2, 100);
    }

    @Test
    void a_hook_that_throws_undoes_the_prune_and_itself() {
        jobs.withEnded(1);
        ops.write(w -> {
            assertThatExceptionOfType(NameTaken.class)
                    .isThrownBy(() -> w.prune(jobs.endedWithChildren().alsoInTransaction((inside, keys) -> {
                        inside.create(Creator.into(jobs.job).set(jobs.id, 9)).orThrow();
                        throw new NameTaken();
                    })));
            return null;
        });
        assertThat(jobs.left()).containsExactly(1);
    }

    @Test
    void a_hook_that_revives_a_row_undoes_the_prune() {
        jobs.withEnded(2);
        assertThatExceptionOfType(CoppiceException.class)
                .isThrownBy(() -> prune(jobs.endedWithChildren()
                        .alsoInTransaction((w, keys) -> w.updateWhere(
                                Updater.of(jobs.job).set(jobs.state, "RUNNING"), Rows.matching(jobs.id.eq(1))))))
                .returns("prune.row-kept", CoppiceException::code);
        assertThat(jobs.count("step")).isEqualTo(4);
    }

    @Test
    void rows_are_counted_by_table_in_the_order_of_the_deletes() {
        jobs.withEnded(3);
        var result = prune(jobs.endedWithChildren()
                .entityType("job")
                .association(jobs.grants())
                .limit(2));
        assertThat(result.tables())
                .containsExactly(
                        entry(db.schema() + ".access_grant", 2L),
                        entry(db.schema() + ".line", 8L),
                        entry(db.schema() + ".step", 4L),
                        entry(db.schema() + ".job", 2L));
    }

    @Test
    void the_number_of_statements_does_not_depend_on_the_number_of_rows() {
        jobs.withEnded(1);
        var one = statements(jobs.endedWithChildren());
        jobs.execute("TRUNCATE ${schema}.access_grant");
        jobs.withEnded(500);
        assertThat(statements(jobs.endedWithChildren())).isEqualTo(one).isEqualTo(14);
    }

    @Test
    void a_joined_transaction_is_the_callers_to_commit() throws Exception {
        jobs.withEnded(2);
        try (var connection = db.connect()) {
            connection.setAutoCommit(false);
            var result = Ops.joining(connection).write(w -> w.prune(jobs.endedWithChildren()));
            assertThat(result.count()).isEqualTo(2);
            assertThat(jobs.left()).containsExactly(1, 2);
            connection.rollback();
        }
        assertThat(jobs.count("line")).isEqualTo(8);
    }

    @Test
    void a_prune_is_metered_under_its_name() {
        bare(1);
        var registry = new SimpleMeterRegistry();
        var metered = Ops.builder(db.dataSource())
                .meters(new MicrometerMeters(registry))
                .build();
        metered.write(w -> w.prune(jobs.ended()));
        assertThat(registry.get("coppice.op")
                        .tags("spec", "ended-jobs", "op", "prune", "outcome", "done")
                        .timer()
                        .count())
                .isEqualTo(1);
    }

    @Test
    void a_condition_on_other_rows_is_asked() {
        jobs.withEnded(2);
        jobs.execute("DELETE FROM ${schema}.line WHERE job_id = 1; DELETE FROM ${schema}.step WHERE job_id = 1");
        var unreferenced = DSL.notExists(DSL.selectOne()
                .from(jobs.step)
                .where(jobs.column("step", "job_id").eq(jobs.column("job", "id"))));
        assertThat(jobs.ids(prune(jobs.ended().and(unreferenced)))).containsExactly(1);
    }

    private PruneResult prune(Pruner<Record> pruner) {
        return ops.write(w -> w.prune(pruner));
    }

    private int statements(Pruner<Record> pruner) {
        var counting = FaultyDataSource.over(db.dataSource());
        Ops.on(counting).write(w -> w.prune(pruner));
        return counting.statements();
    }

    private void bare(int count) {
        jobs.execute("INSERT INTO ${schema}.job (id, ended_at) SELECT n, timestamptz '2026-01-01 00:00Z' + (n - 1)"
                + " * interval '1 day' FROM generate_series(1, " + count + ") AS n");
    }
}
