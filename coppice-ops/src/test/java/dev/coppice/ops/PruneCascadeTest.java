package dev.coppice.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.TestDatabase;
import java.util.List;
import org.jooq.Record;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@PostgresTest
class PruneCascadeTest {
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
    void three_levels_go_leaves_first_and_others_stay() {
        jobs.withEnded(3);
        jobs.execute("UPDATE ${schema}.job SET state = 'RUNNING' WHERE id = 2");
        prune(jobs.endedWithChildren());
        assertThat(jobs.left()).containsExactly(2);
        assertThat(jobs.list("SELECT DISTINCT job_id FROM ${schema}.step")).containsExactly("2");
        assertThat(jobs.list("SELECT job_id FROM ${schema}.line")).hasSize(4).containsOnly("2");
    }

    @Test
    void the_catalogue_finds_the_same_children() {
        jobs.withEnded(2);
        var result = prune(jobs.ended().cascadeForeignKeys());
        assertThat(result.tables().keySet())
                .containsExactly(db.schema() + ".line", db.schema() + ".step", db.schema() + ".job");
        assertThat(result.tables().values()).containsExactly(8L, 4L, 2L);
        assertThat(jobs.count("line")).isZero();
    }

    @Test
    void siblings_that_refer_to_each_other_are_ordered_whatever_the_declaration() {
        jobs.withEnded(1);
        jobs.execute("""
            CREATE TABLE ${schema}.report (
                job_id int REFERENCES ${schema}.job, step_job_id int, step int,
                FOREIGN KEY (step_job_id, step) REFERENCES ${schema}.step (job_id, number));
            INSERT INTO ${schema}.report VALUES (1, 1, 1), (1, NULL, NULL);
            DELETE FROM ${schema}.line;
            """);
        prune(jobs.ended()
                .cascade(
                        CascadeChild.of(jobs.step).by(jobs.column("step", "job_id")),
                        CascadeChild.of(jobs.table("report")).by(jobs.column("report", "job_id"))));
        assertThat(jobs.count("step")).isZero();
        assertThat(jobs.count("report")).isZero();
    }

    @Test
    void siblings_are_ordered_by_a_foreign_key_that_is_deferrable_in_name_alone() {
        jobs.withEnded(1);
        jobs.execute("""
            CREATE TABLE ${schema}.report (
                job_id int REFERENCES ${schema}.job, step_job_id int, step int,
                FOREIGN KEY (step_job_id, step) REFERENCES ${schema}.step (job_id, number) ON DELETE RESTRICT DEFERRABLE);
            INSERT INTO ${schema}.report VALUES (1, 1, 1);
            DELETE FROM ${schema}.line;
            """);
        var result = prune(jobs.ended()
                .cascade(
                        CascadeChild.of(jobs.step).by(jobs.column("step", "job_id")),
                        CascadeChild.of(jobs.table("report")).by(jobs.column("report", "job_id"))));
        assertThat(result.tables().values()).containsExactly(1L, 2L, 1L);
    }

    @Test
    void a_table_reached_by_two_paths_loses_the_rows_of_both() {
        jobs.withEnded(2);
        jobs.execute("""
            CREATE TABLE ${schema}.report (
                id int PRIMARY KEY, job_id int REFERENCES ${schema}.job, step_job_id int, step int,
                FOREIGN KEY (step_job_id, step) REFERENCES ${schema}.step (job_id, number));
            INSERT INTO ${schema}.report VALUES (1, 1, NULL, NULL), (2, NULL, 1, 2), (3, 1, 1, 1), (4, 2, 2, 1);
            CREATE TABLE ${schema}.page (report_id int REFERENCES ${schema}.report);
            INSERT INTO ${schema}.page VALUES (1), (2), (2), (3), (4);
            """);
        var result = prune(jobs.ended().limit(1).cascadeForeignKeys());
        assertThat(jobs.list("SELECT id FROM ${schema}.report")).containsExactly("4");
        assertThat(jobs.list("SELECT report_id FROM ${schema}.page")).containsExactly("4");
        assertThat(result.tables()).containsEntry(db.schema() + ".report", 3L).containsEntry(db.schema() + ".page", 4L);
    }

    @Test
    void children_that_refer_to_each_other_go_at_any_depth() {
        jobs.withEnded(2);
        jobs.execute("""
            CREATE TABLE ${schema}.note (id int PRIMARY KEY, job_id int REFERENCES ${schema}.job,
                answers int REFERENCES ${schema}.note);
            INSERT INTO ${schema}.note VALUES (1, 1, NULL), (2, NULL, 1), (3, NULL, 2), (4, 2, NULL), (5, NULL, 4);
            CREATE TABLE ${schema}.emoji (note_id int REFERENCES ${schema}.note);
            INSERT INTO ${schema}.emoji VALUES (3), (5);
            """);
        prune(jobs.ended().limit(1).cascadeForeignKeys());
        assertThat(jobs.list("SELECT id FROM ${schema}.note ORDER BY id")).containsExactly("4", "5");
        assertThat(jobs.list("SELECT note_id FROM ${schema}.emoji")).containsExactly("5");
    }

    @Test
    void a_foreign_key_to_another_key_than_the_primary_one_is_followed() {
        jobs.execute("""
            ALTER TABLE ${schema}.job ADD COLUMN code text UNIQUE;
            INSERT INTO ${schema}.job (id, code) VALUES (1, 'a'), (2, 'b');
            CREATE TABLE ${schema}.mark (code text REFERENCES ${schema}.job (code));
            INSERT INTO ${schema}.mark VALUES ('a'), ('b');
            """);
        prune(jobs.ended().limit(1).cascade(CascadeChild.of(jobs.table("mark")).by(jobs.column("mark", "code"))));
        assertThat(jobs.list("SELECT code FROM ${schema}.mark")).containsExactly("b");
        prune(jobs.ended().cascadeForeignKeys());
        assertThat(jobs.count("mark")).isZero();
    }

    @Test
    void rows_without_a_foreign_key_go_by_the_columns_declared() {
        jobs.execute("""
            INSERT INTO ${schema}.job (id, note) VALUES (1, 'x'), (2, 'y');
            CREATE TABLE ${schema}.loose (label text);
            INSERT INTO ${schema}.loose VALUES ('x'), ('y'), (NULL);
            """);
        prune(jobs.ended()
                .limit(1)
                .cascade(CascadeChild.of(jobs.table("loose"))
                        .by(jobs.column("loose", "label"))
                        .to(jobs.column("job", "note"))));
        assertThat(jobs.list("SELECT coalesce(label, 'none') FROM ${schema}.loose ORDER BY 1"))
                .containsExactly("none", "y");
    }

    @Test
    void rows_that_are_set_to_null_stay() {
        jobs.execute("""
            INSERT INTO ${schema}.job (id) VALUES (1);
            CREATE TABLE ${schema}.file (id int PRIMARY KEY, job_id int REFERENCES ${schema}.job ON DELETE SET NULL);
            INSERT INTO ${schema}.file VALUES (1, 1);
            CREATE TABLE ${schema}.chunk (file_id int REFERENCES ${schema}.file);
            INSERT INTO ${schema}.chunk VALUES (1);
            """);
        var result = prune(jobs.ended().cascadeForeignKeys());
        assertThat(jobs.count("file WHERE job_id IS NULL")).isEqualTo(1);
        assertThat(jobs.count("chunk")).isEqualTo(1);
        assertThat(result.tables()).doesNotContainKey(db.schema() + ".file");
    }

    @Test
    void rows_that_would_vanish_by_themselves_must_be_declared() {
        jobs.execute("""
            INSERT INTO ${schema}.job (id) VALUES (1);
            CREATE TABLE ${schema}.mark (job_id int CONSTRAINT mark_job_fk REFERENCES ${schema}.job ON DELETE CASCADE);
            INSERT INTO ${schema}.mark VALUES (1);
            """);
        assertThatExceptionOfType(CoppiceException.class)
                .isThrownBy(() -> prune(jobs.ended()))
                .returns("prune.undeclared-cascade", CoppiceException::code)
                .withMessage("The prune of \"ended-jobs\" was refused. Deleting from " + db.schema()
                        + ".job would also delete rows of " + db.schema()
                        + ".mark, by mark_job_fk, and the cascade does not name them. Nothing was deleted. "
                        + "Add a CascadeChild for " + db.schema() + ".mark, or use cascadeForeignKeys().");
        var result = prune(jobs.ended().cascadeForeignKeys());
        assertThat(result.tables()).containsEntry(db.schema() + ".mark", 1L);
    }

    @Test
    void rows_that_would_vanish_by_other_columns_than_those_declared_must_be_declared() {
        jobs.execute("""
            ALTER TABLE ${schema}.job ADD COLUMN other int;
            INSERT INTO ${schema}.job (id) VALUES (1);
            CREATE TABLE ${schema}.mark (job_id int REFERENCES ${schema}.job ON DELETE CASCADE);
            INSERT INTO ${schema}.mark VALUES (1);
            """);
        var marks = CascadeChild.of(jobs.table("mark")).by(jobs.column("mark", "job_id"));
        assertThatExceptionOfType(CoppiceException.class)
                .isThrownBy(() -> prune(jobs.ended().cascade(marks.to(jobs.column("job", "other")))))
                .returns("prune.undeclared-cascade", CoppiceException::code);
        assertThat(jobs.count("mark")).isEqualTo(1);
        assertThat(prune(jobs.ended().cascade(marks)).tables()).containsEntry(db.schema() + ".mark", 1L);
    }

    @Test
    void a_foreign_key_that_is_not_enforced_is_a_relation_and_deletes_nothing_by_itself() {
        assumeTrue(version() >= 18);
        jobs.execute("""
            INSERT INTO ${schema}.job (id) VALUES (1), (2);
            CREATE TABLE ${schema}.mark (job_id int REFERENCES ${schema}.job ON DELETE CASCADE NOT ENFORCED);
            INSERT INTO ${schema}.mark VALUES (1), (2);
            """);
        assertThat(prune(jobs.ended().limit(1)).count()).isEqualTo(1);
        assertThat(jobs.count("mark")).isEqualTo(2);
        assertThat(prune(jobs.ended().cascadeForeignKeys()).tables()).containsEntry(db.schema() + ".mark", 1L);
    }

    @Test
    void a_foreign_key_by_period_is_refused() {
        assumeTrue(version() >= 18);
        jobs.execute("""
            CREATE TABLE ${schema}.room (id int4range, at tstzrange, PRIMARY KEY (id, at WITHOUT OVERLAPS));
            CREATE TABLE ${schema}.stay (room int4range, at tstzrange,
                CONSTRAINT stay_room_fk FOREIGN KEY (room, PERIOD at) REFERENCES ${schema}.room (id, PERIOD at));
            """);
        assertThatExceptionOfType(CoppiceException.class)
                .isThrownBy(() -> prune(Pruner.from(jobs.table("room")).everything()))
                .returns("prune.period-key", CoppiceException::code);
    }

    @Test
    void tables_in_a_circle_are_refused_by_name() {
        jobs.execute("""
            CREATE TABLE ${schema}.head (id int PRIMARY KEY, job_id int REFERENCES ${schema}.job, tail_id int);
            CREATE TABLE ${schema}.tail (id int PRIMARY KEY, head_id int REFERENCES ${schema}.head);
            ALTER TABLE ${schema}.head ADD FOREIGN KEY (tail_id) REFERENCES ${schema}.tail;
            CREATE TABLE ${schema}.hair (head_id int REFERENCES ${schema}.head);
            """);
        assertThatExceptionOfType(CoppiceException.class)
                .isThrownBy(() -> prune(jobs.ended().cascadeForeignKeys()))
                .returns("prune.cycle", CoppiceException::code)
                .withMessageContaining("no order of deletes fits: " + db.schema() + ".head, " + db.schema() + ".tail.");
    }

    @Test
    void a_circle_with_a_deferrable_foreign_key_goes_when_its_children_are_declared() {
        jobs.execute("""
            CREATE TABLE ${schema}.folder (id int PRIMARY KEY, version int);
            CREATE TABLE ${schema}.version (id int PRIMARY KEY, folder_id int REFERENCES ${schema}.folder);
            INSERT INTO ${schema}.folder VALUES (1, 10), (2, 20), (3, 20);
            INSERT INTO ${schema}.version VALUES (10, 1), (20, 2);
            ALTER TABLE ${schema}.folder ADD CONSTRAINT folder_version_fk
                FOREIGN KEY (version) REFERENCES ${schema}.version DEFERRABLE;
            """);
        var folders = Pruner.from(jobs.table("folder"))
                .everything()
                .limit(1)
                .cascade(CascadeChild.of(jobs.table("version")).by(jobs.column("version", "folder_id")));
        assertThat(prune(folders).count()).isEqualTo(1);
        assertThatExceptionOfType(IntegrityViolated.class)
                .as("the third folder shows a version of the second")
                .isThrownBy(() -> prune(folders))
                .returns("folder_version_fk", error -> error.violation().constraint());
        assertThat(jobs.list("SELECT id FROM ${schema}.version")).containsExactly("20");
    }

    @Test
    void deferred_foreign_keys_are_checked_before_the_prune_ends() {
        jobs.execute("""
            INSERT INTO ${schema}.job (id) VALUES (1);
            CREATE TABLE ${schema}.mark (job_id int CONSTRAINT mark_job_fk REFERENCES ${schema}.job
                DEFERRABLE INITIALLY DEFERRED);
            INSERT INTO ${schema}.mark VALUES (1);
            """);
        ops.write(w -> {
            assertThatExceptionOfType(IntegrityViolated.class).isThrownBy(() -> w.prune(jobs.ended()));
            return null;
        });
        assertThat(jobs.left()).containsExactly(1);
    }

    @Test
    void rows_of_inheritors_belong_to_tables_of_their_own() {
        jobs.execute("""
            INSERT INTO ${schema}.job (id) VALUES (1);
            CREATE TABLE ${schema}.old_job () INHERITS (${schema}.job);
            INSERT INTO ${schema}.old_job (id) VALUES (1), (5);
            CREATE TABLE ${schema}.mark (job_id int REFERENCES ${schema}.job);
            CREATE TABLE ${schema}.star () INHERITS (${schema}.mark);
            INSERT INTO ${schema}.mark VALUES (1);
            INSERT INTO ${schema}.star VALUES (1);
            """);
        var result = prune(jobs.ended().cascadeForeignKeys());
        assertThat(jobs.ids(result)).containsExactly(1);
        assertThat(jobs.list("SELECT id FROM ${schema}.job ORDER BY 1")).containsExactly("1", "5");
        assertThat(result.tables()).containsEntry(db.schema() + ".mark", 1L).containsEntry(db.schema() + ".star", 1L);
    }

    @Test
    void partitioned_parents_and_children_are_pruned_through_their_roots() {
        jobs.execute("""
            CREATE TABLE ${schema}.event (id int, at timestamptz, PRIMARY KEY (id, at)) PARTITION BY RANGE (at);
            CREATE TABLE ${schema}.event_1 PARTITION OF ${schema}.event FOR VALUES FROM ('2026-01-01') TO ('2026-02-01');
            CREATE TABLE ${schema}.event_2 PARTITION OF ${schema}.event FOR VALUES FROM ('2026-02-01') TO ('2026-03-01');
            CREATE TABLE ${schema}.dump (id int, at timestamptz, FOREIGN KEY (id, at) REFERENCES ${schema}.event)
                PARTITION BY LIST (id);
            CREATE TABLE ${schema}.dump_1 PARTITION OF ${schema}.dump FOR VALUES IN (1);
            CREATE TABLE ${schema}.dump_2 PARTITION OF ${schema}.dump DEFAULT;
            CREATE TABLE ${schema}.pin (id int, at timestamptz, FOREIGN KEY (id, at) REFERENCES ${schema}.event_2);
            INSERT INTO ${schema}.event VALUES (1, '2026-01-05'), (2, '2026-02-05'), (3, '2026-02-07');
            INSERT INTO ${schema}.dump VALUES (1, '2026-01-05'), (2, '2026-02-05'), (3, '2026-02-07');
            INSERT INTO ${schema}.pin VALUES (2, '2026-02-05');
            """);
        var result = prune(Pruner.from(jobs.table("event"))
                .everything()
                .age(jobs.column("event", "at"))
                .limit(2)
                .cascadeForeignKeys());
        assertThat(result.tables().keySet())
                .containsExactlyInAnyOrder(db.schema() + ".event", db.schema() + ".dump", db.schema() + ".pin");
        assertThat(jobs.list("SELECT id FROM ${schema}.event")).containsExactly("3");
        assertThat(jobs.list("SELECT id FROM ${schema}.dump")).containsExactly("3");
    }

    @Test
    void a_partition_is_pruned_by_itself_with_what_refers_to_the_whole() {
        jobs.execute("""
            CREATE TABLE ${schema}.event (id int PRIMARY KEY) PARTITION BY LIST (id);
            CREATE TABLE ${schema}.event_1 PARTITION OF ${schema}.event FOR VALUES IN (1);
            CREATE TABLE ${schema}.event_2 PARTITION OF ${schema}.event FOR VALUES IN (2);
            CREATE TABLE ${schema}.dump (id int REFERENCES ${schema}.event);
            INSERT INTO ${schema}.event VALUES (1), (2);
            INSERT INTO ${schema}.dump VALUES (1), (2);
            """);
        prune(Pruner.from(jobs.table("event_1")).everything().cascadeForeignKeys());
        assertThat(jobs.list("SELECT id FROM ${schema}.dump")).containsExactly("2");
    }

    @Test
    void a_partition_whose_whole_refers_to_itself_is_refused_since_living_rows_would_go() {
        jobs.execute("""
            CREATE TABLE ${schema}.event (id int PRIMARY KEY, parent int REFERENCES ${schema}.event ON DELETE CASCADE)
                PARTITION BY RANGE (id);
            CREATE TABLE ${schema}.event_1 PARTITION OF ${schema}.event FOR VALUES FROM (0) TO (10);
            CREATE TABLE ${schema}.event_2 PARTITION OF ${schema}.event FOR VALUES FROM (10) TO (20);
            INSERT INTO ${schema}.event VALUES (1, NULL), (2, 1), (11, 1);
            """);
        var first = Pruner.from(jobs.table("event_1"))
                .terminal(jobs.column("event_1", "id").eq(DSL.inline(1)));
        assertThatExceptionOfType(CoppiceException.class)
                .isThrownBy(() -> prune(first.cascadeForeignKeys()))
                .returns("prune.cycle", CoppiceException::code)
                .withMessageContaining(db.schema() + ".event, " + db.schema() + ".event_1.");
        assertThat(jobs.count("event")).isEqualTo(3);
    }

    @Test
    void a_foreign_key_of_another_schema_is_found() {
        var other = db.schema() + "_other";
        jobs.withEnded(1);
        jobs.execute("CREATE SCHEMA " + other + "; CREATE TABLE " + other
                + ".mark (job_id int REFERENCES ${schema}.job); INSERT INTO " + other + ".mark VALUES (1)");
        try {
            assertThat(prune(jobs.ended().cascadeForeignKeys()).tables()).containsEntry(other + ".mark", 1L);
        } finally {
            jobs.execute("DROP SCHEMA " + other + " CASCADE");
        }
    }

    @Test
    void a_child_that_is_the_table_itself_is_refused() {
        jobs.execute("ALTER TABLE ${schema}.job ADD COLUMN parent int REFERENCES ${schema}.job");
        assertThatExceptionOfType(CoppiceException.class)
                .isThrownBy(() ->
                        prune(jobs.ended().cascade(CascadeChild.of(jobs.job).by(jobs.column("job", "parent")))))
                .returns("prune.cycle", CoppiceException::code);
    }

    @Test
    void rows_declared_under_two_parents_are_declared_once_for_each() {
        jobs.withEnded(1);
        var lines = CascadeChild.of(jobs.line).by(jobs.column("line", "job_id"), jobs.column("line", "step_number"));
        var steps = CascadeChild.of(jobs.step).by(jobs.column("step", "job_id"));
        assertThat(List.copyOf(prune(jobs.ended().cascade(steps.cascade(lines), steps))
                        .tables()
                        .values()))
                .containsExactly(4L, 2L, 1L);
    }

    private int version() {
        return Integer.parseInt(jobs.list("SHOW server_version_num").getFirst()) / 10_000;
    }

    private PruneResult prune(Pruner<Record> pruner) {
        return ops.write(w -> w.prune(pruner));
    }
}
