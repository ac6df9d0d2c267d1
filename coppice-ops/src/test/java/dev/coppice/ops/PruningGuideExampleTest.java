package dev.coppice.ops;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.TestDatabase;
import java.time.Duration;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Table;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.junit.jupiter.api.Test;

/** The code of the guide on pruning. */
@PostgresTest
class PruningGuideExampleTest {
    private final Table<Record> JOB;
    private final Field<Integer> ID;
    private final Field<String> STATE;
    private final Field<Object> ENDED_AT;
    private final Table<Record> STEP;
    private final Field<Object> STEP_JOB_ID;
    private final Table<Record> LINE;
    private final Field<Object> LINE_JOB_ID;
    private final Field<Object> LINE_STEP;
    private final Table<Record> GRANT;
    private final Field<Object> ENTITY_TYPE;
    private final Field<Object> ENTITY_ID;
    private final Field<Object> SCOPE_TYPE;
    private final Field<Object> SCOPE_ID;
    private final Table<Record> NOTE;
    private final Field<Integer> NOTE_JOB;
    private final Jobs jobs;
    private final Ops ops;

    PruningGuideExampleTest(TestDatabase db) {
        jobs = Jobs.in(db).withEnded(3_010);
        jobs.execute("CREATE TABLE ${schema}.note (job_id int)");
        ops = Ops.on(db.dataSource());
        JOB = jobs.job;
        ID = jobs.id;
        STATE = jobs.state;
        ENDED_AT = jobs.endedAt;
        STEP = jobs.step;
        STEP_JOB_ID = jobs.column("step", "job_id");
        LINE = jobs.line;
        LINE_JOB_ID = jobs.column("line", "job_id");
        LINE_STEP = jobs.column("line", "step_number");
        GRANT = jobs.grant;
        ENTITY_TYPE = jobs.column("access_grant", "entity_type");
        ENTITY_ID = jobs.column("access_grant", "entity_id");
        SCOPE_TYPE = jobs.column("access_grant", "scope_type");
        SCOPE_ID = jobs.column("access_grant", "scope_id");
        NOTE = jobs.table("note");
        NOTE_JOB = DSL.field(DSL.name("job_id"), SQLDataType.INTEGER);
    }

    @Test
    void old_jobs_go_with_what_hangs_on_them() {
        var ended = Pruner.from(JOB)
                .terminal(STATE.in("DONE", "FAILED"))
                .age(ENDED_AT)
                .named("ended-jobs");
        jobs.execute("UPDATE ${schema}.job SET ended_at = NULL");
        var result = ops.write(
                w -> w.prune(ended.before(w.now().minus(Duration.ofDays(90))).limit(10_000)));
        assertThat(result.count()).isZero();
        var whole = ended.cascade(CascadeChild.of(STEP)
                .by(STEP_JOB_ID)
                .cascade(CascadeChild.of(LINE).by(LINE_JOB_ID, LINE_STEP)));
        var closure = ended.cascadeForeignKeys();
        assertThat(ops.write(w -> w.prune(closure.limit(5))).tables())
                .isEqualTo(ops.write(w -> w.prune(whole.limit(5))).tables());
        var clean = whole.entityType("job")
                .association(
                        Association.in(GRANT).naming(ENTITY_TYPE, ENTITY_ID).naming(SCOPE_TYPE, SCOPE_ID));
        var noted = whole.alsoInTransaction((w, keys) -> keys.forEach(
                key -> w.create(Creator.into(NOTE).set(NOTE_JOB, key.get(ID))).orThrow()));
        assertThat(ops.write(w -> w.prune(noted.limit(2))).count()).isEqualTo(jobs.count("note"));
        var removed = 0L;
        PruneResult step;
        do {
            step = ops.write(w -> w.prune(clean.limit(1_000)));
            removed += step.count();
        } while (step.more());
        assertThat(removed).isEqualTo(2_998);
        assertThat(jobs.left()).isEmpty();
    }
}
