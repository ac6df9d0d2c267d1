package dev.coppice.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.TestDatabase;
import java.time.Instant;
import java.time.ZoneId;
import org.jooq.Condition;
import org.jooq.Record;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What cannot be meant is refused before a row is touched. */
@PostgresTest
class PruneBadInputTest {
    private static final Instant NEW_YEAR = Instant.parse("2026-01-01T00:00:00Z");

    private Jobs jobs;
    private TestDatabase db;
    private Ops ops;

    @BeforeEach
    void open(TestDatabase database) {
        db = database;
        jobs = Jobs.in(db).withEnded(1);
        ops = Ops.on(db.dataSource());
    }

    @AfterEach
    void nothing_was_deleted() {
        assertThat(jobs.count("job")).isEqualTo(1);
    }

    @Test
    void a_pruner_without_a_terminal_condition_is_refused() {
        var pruner = Pruner.from(jobs.job)
                .named("jobs")
                .and(jobs.id.gt(0))
                .age(jobs.endedAt)
                .before(NEW_YEAR);
        assertThatExceptionOfType(CoppiceException.class)
                .isThrownBy(() -> prune(pruner))
                .returns("prune.unbounded", CoppiceException::code)
                .withMessage(
                        "The prune of \"jobs\" was refused. It has no terminal condition and would match every row of"
                                + " the table. Nothing was deleted. Add terminal(…), or call everything() if every row of the table"
                                + " may go.");
    }

    @Test
    void a_terminal_condition_that_limits_nothing_is_refused() {
        for (var condition : new Condition[] {DSL.noCondition(), DSL.trueCondition()}) {
            assertThatExceptionOfType(CoppiceException.class)
                    .isThrownBy(() -> Pruner.from(jobs.job).terminal(condition))
                    .returns("prune.unbounded", CoppiceException::code);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, Integer.MIN_VALUE})
    void a_limit_must_be_positive(int limit) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> jobs.ended().limit(limit))
                .withMessage("limit must be 1 or more, was: " + limit);
    }

    @Test
    void the_greatest_limit_is_a_limit() {
        assertThatExceptionOfType(IntegrityViolated.class)
                .isThrownBy(() -> prune(jobs.ended().limit(Integer.MAX_VALUE)));
    }

    @Test
    void a_clause_that_is_given_once_is_refused_twice() {
        assertThatIllegalStateException().isThrownBy(() -> jobs.ended().terminal(jobs.id.gt(0)));
        assertThatIllegalStateException().isThrownBy(() -> jobs.ended().everything());
        assertThatIllegalStateException().isThrownBy(() -> jobs.ended().age(jobs.endedAt));
        assertThatIllegalStateException()
                .isThrownBy(() -> jobs.ended().before(NEW_YEAR).before(NEW_YEAR))
                .withMessage("before(2026-01-01T00:00:00Z) was already called; a pruner takes it once");
        assertThatIllegalStateException()
                .isThrownBy(() -> jobs.ended().keyedBy(jobs.id).keyedBy(jobs.id));
        assertThatIllegalStateException()
                .isThrownBy(() -> jobs.ended().entityType("a").entityType("b"));
        assertThatIllegalStateException()
                .isThrownBy(() -> jobs.endedWithChildren().cascadeForeignKeys());
        assertThatIllegalStateException()
                .isThrownBy(() -> jobs.ended().cascadeForeignKeys().cascade(CascadeChild.of(jobs.step)));
        assertThatIllegalStateException()
                .isThrownBy(
                        () -> jobs.ended().alsoInTransaction((w, keys) -> {}).alsoInTransaction((w, keys) -> {}));
        assertThatIllegalStateException()
                .isThrownBy(() -> CascadeChild.of(jobs.step).by(jobs.id).by(jobs.id));
        assertThatIllegalStateException()
                .isThrownBy(() -> CascadeChild.of(jobs.step).to(jobs.id).to(jobs.id));
    }

    @Test
    void a_clause_without_columns_is_refused() {
        assertThatIllegalArgumentException().isThrownBy(() -> jobs.ended().keyedBy());
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CascadeChild.of(jobs.step).by())
                .withMessage("by(…) of " + db.schema() + ".step must name a column, was: none");
        assertThatIllegalArgumentException().isThrownBy(() -> jobs.ended().association(Association.in(jobs.grant)));
    }

    @Test
    @SuppressWarnings("NullAway") // what a caller without null checks may do
    void null_is_refused_by_name() {
        assertThatNullPointerException()
                .isThrownBy(() -> Pruner.from(jobs.job).terminal(null))
                .withMessage("condition");
        assertThatNullPointerException()
                .isThrownBy(() -> jobs.ended().and(null))
                .withMessage("condition");
        assertThatNullPointerException()
                .isThrownBy(() -> jobs.ended().before(null))
                .withMessage("time");
        assertThatNullPointerException()
                .isThrownBy(() -> jobs.ended().entityType(null))
                .withMessage("type");
        assertThatNullPointerException()
                .isThrownBy(() -> jobs.ended().alsoInTransaction(null))
                .withMessage("work");
    }

    @Test
    void what_the_catalogue_does_not_know_is_refused() {
        refused("prune.unknown-table", Pruner.from(jobs.table("nothing")).everything());
        refused("prune.not-a-table", Pruner.from(jobs.table("job_view")).everything());
        refused(
                "prune.not-a-table",
                Pruner.from(DSL.select().from(jobs.job).asTable("x")).everything());
        refused("prune.no-key", Pruner.from(jobs.line).everything());
        refused("prune.key-not-unique", jobs.ended().keyedBy(jobs.state));
        refused(
                "prune.key-not-unique",
                Pruner.from(jobs.table("loose")).everything().keyedBy(jobs.column("loose", "a")));
        refused("prune.unknown-column", jobs.ended().keyedBy(jobs.column("job", "nothing")));
        refused("prune.unknown-column", Pruner.from(jobs.job).everything().age(jobs.column("job", "nothing")));
        refused(
                "prune.unknown-table",
                jobs.ended().cascade(CascadeChild.of(jobs.table("nothing")).by(jobs.id)));
        refused(
                "prune.unknown-column",
                jobs.ended().cascade(CascadeChild.of(jobs.step).by(jobs.column("step", "nothing"))));
        refused("prune.no-reference", jobs.ended().cascade(CascadeChild.of(jobs.step)));
        refused(
                "prune.no-reference",
                jobs.ended()
                        .cascade(CascadeChild.of(jobs.step)
                                .by(jobs.column("step", "job_id"), jobs.column("step", "number"))));
        refused(
                "prune.unknown-column",
                jobs.ended()
                        .entityType("job")
                        .association(Association.in(jobs.grant)
                                .naming(
                                        jobs.column("access_grant", "nothing"),
                                        jobs.column("access_grant", "entity_id"))));
        refused(
                "database.unknown-column",
                jobs.ended().and(jobs.column("job", "nothing").isNull()));
    }

    @ParameterizedTest
    @CsvSource({"seen_at, prune.age-zone", "seen_on, prune.age-zone", "note, prune.age-type", "id, prune.age-type"})
    void an_age_needs_a_time_and_a_zone(String column, String code) {
        refused(code, Pruner.from(jobs.job).everything().age(jobs.column("job", column)));
    }

    @Test
    void a_time_with_a_zone_takes_no_other() {
        refused("prune.age-zone", Pruner.from(jobs.job).everything().age(jobs.endedAt, ZoneId.of("Asia/Tokyo")));
    }

    @Test
    void a_time_before_needs_an_age() {
        refused("prune.no-age", Pruner.from(jobs.job).everything().before(NEW_YEAR));
    }

    @Test
    void what_a_role_may_not_do_is_named() throws Exception {
        var role = db.schema() + "_role";
        jobs.execute("CREATE ROLE " + role + "; GRANT USAGE ON SCHEMA ${schema} TO " + role
                + "; GRANT SELECT, DELETE ON ALL TABLES IN SCHEMA ${schema} TO " + role);
        try (var connection = db.connect();
                var statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("SET LOCAL ROLE " + role);
            assertThatExceptionOfType(CoppiceException.class)
                    .isThrownBy(() -> Ops.joining(connection).write(w -> w.prune(jobs.endedWithChildren())))
                    .returns("prune.not-permitted", CoppiceException::code)
                    .withMessage("The prune of \"ended-jobs\" was refused. The role lacks UPDATE on " + db.schema()
                            + ".job; locking a row asks for UPDATE on a column of it. Nothing was deleted."
                            + " Grant the right, or prune as another role.");
            connection.rollback();
            jobs.execute("GRANT UPDATE (note) ON ${schema}.job TO " + role
                    + "; GRANT UPDATE (number) ON ${schema}.step TO " + role);
            statement.execute("SET LOCAL ROLE " + role);
            assertThat(Ops.joining(connection)
                            .write(w -> w.prune(jobs.endedWithChildren()))
                            .count())
                    .isEqualTo(1);
            connection.rollback();
        } finally {
            jobs.execute("DROP OWNED BY " + role + "; DROP ROLE " + role);
        }
    }

    @Test
    void a_pruner_tells_names_and_no_values() {
        assertThat(jobs.endedWithChildren().and(jobs.state.eq("secret")).limit(7))
                .hasToString("Pruner[ended-jobs: " + db.schema() + ".job(cascade [" + db.schema() + ".step["
                        + db.schema() + ".line]], limit 7)]");
    }

    private void refused(String code, Pruner<Record> pruner) {
        db.execute("""
            CREATE OR REPLACE VIEW ${schema}.job_view AS SELECT id FROM ${schema}.job;
            CREATE TABLE IF NOT EXISTS ${schema}.loose (a int UNIQUE);
            ALTER TABLE ${schema}.job ADD COLUMN IF NOT EXISTS seen_at timestamp, ADD COLUMN IF NOT EXISTS seen_on date;
            """);
        assertThatExceptionOfType(CoppiceException.class)
                .isThrownBy(() -> prune(pruner))
                .returns(code, CoppiceException::code)
                .withMessageContaining("Nothing");
    }

    private PruneResult prune(Pruner<Record> pruner) {
        return ops.write(w -> w.prune(pruner));
    }
}
