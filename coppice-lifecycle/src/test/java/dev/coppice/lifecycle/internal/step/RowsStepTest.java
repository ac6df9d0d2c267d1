package dev.coppice.lifecycle.internal.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coppice.lifecycle.spi.Sight;
import dev.coppice.lifecycle.spi.StepContract;
import dev.coppice.lifecycle.spi.StepOutcome;
import dev.coppice.ops.CoppiceException;
import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.TestDatabase;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@PostgresTest
class RowsStepTest {
    private RowsFixture rows;

    @BeforeEach
    void create(TestDatabase db) {
        rows = new RowsFixture(db);
    }

    @Test
    void it_keeps_the_contract_of_a_step() throws Exception {
        assertThat(StepContract.broken(rows.step(), rows)).isEmpty();
    }

    @Test
    void everything_below_goes_through_partitions_circles_chains_composite_keys_and_associations() throws Exception {
        var context = rows.fill();
        assertThat(rows.step().look(context)).isEqualTo(new Sight.Counted(19, 0));
        assertThat(rows.step().apply(context)).isEqualTo(new StepOutcome.Done(19));
        assertThat(rows.idsOf("a")).isEmpty();
        assertThat(rows.neighbourUntouched()).isTrue();
    }

    @Test
    void a_row_that_forgets_what_it_refers_to_stays() throws Exception {
        rows.step().apply(rows.fill());
        assertThat(rows.list(
                        "SELECT bill_id || ' ' || coalesce(job_id::text, 'forgot') FROM ${schema}.bill ORDER BY 1"))
                .containsExactly("1 forgot", "2 2");
    }

    @Test
    void all_rows_come_back_as_they_were() throws Exception {
        var context = rows.fill();
        var before = rows.digests();
        var backup = MemoryBackup.of(rows.step(), context);
        assertThat(rows.step().apply(context.behind(backup))).isEqualTo(new StepOutcome.Done(19));
        assertThat(rows.digests()).isNotEqualTo(before);
        assertThat(backup.remarks)
                .containsExactly(
                        "1 rows of " + rows.schema()
                                + ".bill stay and forget by bill_job_id_fkey what they refer to; it does not come back into them");
        assertThat(backup.restore(rows.step(), context)).isEqualTo(19);
        rows.execute("UPDATE ${schema}.bill SET job_id = bill_id");
        assertThat(rows.digests()).isEqualTo(before);
    }

    @Test
    void rows_that_are_there_are_left_when_they_are_equal_and_refuse_when_they_are_not() throws Exception {
        var context = rows.fill();
        var backup = MemoryBackup.of(rows.step(), context);
        var before = rows.digests();
        assertThat(backup.restore(rows.step(), context)).isZero();
        assertThat(rows.digests()).isEqualTo(before);
        rows.execute("UPDATE ${schema}.part SET note = 'later' WHERE job_id = 1");
        assertThatThrownBy(() -> backup.restore(rows.step(), context))
                .isInstanceOf(CoppiceException.class)
                .hasMessageContaining("are rows of the resource that are not those saved.");
    }

    @Test
    void rows_that_go_too_or_refer_to_a_neighbour_forget_nothing() throws Exception {
        rows.execute("""
                ALTER TABLE ${schema}.event ADD of_part int, ADD FOREIGN KEY (job_id, of_part) REFERENCES ${schema}.part
                    ON DELETE SET NULL (of_part);
                """);
        var context = rows.fill();
        rows.execute("""
                UPDATE ${schema}.event SET of_part = 1;
                UPDATE ${schema}.bill SET job_id = 2;
                """);
        assertThat(MemoryBackup.of(rows.step(), context).remarks).isEmpty();
        var nobody = TestContext.of(rows.database(), "nobody");
        assertThat(MemoryBackup.of(rows.step(), nobody).remarks).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "part    | RETURN NULL",
                "part    | IF new.number = 2 THEN RETURN NULL; END IF",
                "part    | new.number = new.number + 10", // another row by its key
                "comment | new.job_id = new.job_id * 100", // below another row of the same resource
                "comment | new.job_id = new.job_id + 1", // below a neighbour's
                "tag     | new.of_id = '100'", // the same by an association
                "tag     | new.of_type = 'other'",
                "event   | new.note = 'other'", // without a key nobody knows which row it was
                "state   | INSERT INTO ${schema}.tag VALUES (55, 'job', '1')" // one more than was saved
            })
    void rows_that_a_trigger_keeps_out_or_ties_to_others_as_they_come_back_refuse_the_restore(String table, String act)
            throws Exception {
        var context = rows.fill();
        rows.execute("DELETE FROM ${schema}.piece"); // its foreign key would refuse some of these by itself
        var backup = MemoryBackup.of(rows.step(), context);
        rows.step().apply(context.behind(backup));
        var before = rows.digests();
        meddling(table, act);
        assertThatThrownBy(() -> backup.restore(rows.step(), context))
                .isInstanceOf(CoppiceException.class)
                .hasMessageContaining(
                        table.equals("event")
                                ? "some are not as they were, or not there; without a primary key nobody can tell which"
                                : "some did not come back, or not under their keys, or others came with them;");
        assertThat(rows.digests()).isEqualTo(before);
        assertThat(context.progress()).isEmpty();
    }

    @Test
    void rows_that_a_trigger_changes_as_they_come_back_are_told_with_the_columns_that_differ() throws Exception {
        var context = rows.fill();
        var backup = MemoryBackup.of(rows.step(), context);
        rows.step().apply(context.behind(backup));
        meddling("part", "IF new.number = 1 THEN new.note = 'other'; END IF");
        assertThat(backup.restore(rows.step(), context)).isEqualTo(19);
        assertThat(context.progress()).contains("part 1 [note]");
        assertThat(rows.list("SELECT note FROM ${schema}.part WHERE job_id = 1 ORDER BY number"))
                .containsExactly("other", null);
    }

    @Test
    void a_column_that_the_table_has_got_since_is_no_change_unless_something_fills_it() throws Exception {
        var context = rows.fill();
        var backup = MemoryBackup.of(rows.step(), context);
        rows.step().apply(context.behind(backup));
        rows.execute("ALTER TABLE ${schema}.comment ADD seen boolean");
        assertThat(backup.restore(rows.step(), context)).isEqualTo(19);
        assertThat(context.progress()).isEmpty();
    }

    private void meddling(String table, String act) {
        rows.execute("""
                CREATE FUNCTION ${schema}.meddle() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN %s; RETURN new; END $$;
                CREATE TRIGGER meddle BEFORE INSERT ON ${schema}.%s FOR EACH ROW EXECUTE FUNCTION ${schema}.meddle();
                """.formatted(act, table));
    }

    @Test
    void a_row_changed_after_the_backup_holds_everything_back() throws Exception {
        var context = rows.fill();
        var backup = MemoryBackup.of(rows.step(), context);
        rows.execute("UPDATE ${schema}.part SET note = 'later' WHERE job_id = 1");
        var before = rows.digests();
        assertThat(rows.step().apply(context.behind(backup)))
                .isEqualTo(new StepOutcome.Blocked(
                        "backup.outdated",
                        "the rows of " + rows.schema()
                                + ".part are not those of backup 5 any more. Nothing was removed",
                        List.of("backup 5")));
        assertThat(rows.digests()).isEqualTo(before);
    }

    @Test
    void a_row_added_after_the_backup_holds_everything_back() throws Exception {
        var context = rows.fill();
        var backup = MemoryBackup.of(rows.step(), context);
        rows.execute("INSERT INTO ${schema}.comment VALUES (70, 1, NULL)");
        assertThat(rows.step().apply(context.behind(backup))).isInstanceOf(StepOutcome.Blocked.class);
        assertThat(rows.idsOf("a")).isNotEmpty();
    }

    @Test
    void a_neighbours_row_that_refers_here_is_never_deleted_but_named() throws Exception {
        var context = rows.fill();
        rows.execute("UPDATE ${schema}.job SET after_id = 1 WHERE job_id = 2");
        var before = rows.digests();
        assertThat(rows.step().apply(context))
                .isEqualTo(new StepOutcome.Blocked(
                        "rows.referenced",
                        "rows of " + rows.schema() + ".job that do not go refer by job_after_id_fk to rows that should",
                        List.of("job_after_id_fk")));
        assertThat(rows.digests()).isEqualTo(before);
    }

    @Test
    void a_row_that_is_a_neighbours_as_much_holds_the_step_up() throws Exception {
        var context = rows.fill();
        rows.execute("INSERT INTO ${schema}.comment VALUES (70, 2, 1001)");
        var before = rows.digests();
        assertThat(rows.step().apply(context))
                .isEqualTo(new StepOutcome.Blocked(
                        "rows.referenced",
                        "rows of %1$s.comment that would go refer to rows of %1$s.job that stay; declare %1$s.comment with by or when to say which of them go"
                                .formatted(rows.schema()),
                        List.of(rows.schema() + ".comment")));
        assertThat(rows.digests()).isEqualTo(before);
    }

    @Test
    void a_row_between_two_resources_goes_where_its_table_is_declared(TestDatabase db) throws Exception {
        rows.fill();
        db.execute("""
                CREATE TABLE ${schema}.box (box_id int PRIMARY KEY, thing_id text);
                CREATE TABLE ${schema}.mount (job_id int REFERENCES ${schema}.job, box_id int REFERENCES ${schema}.box);
                INSERT INTO ${schema}.box VALUES (1, 'a'), (2, 'b');
                INSERT INTO ${schema}.mount VALUES (1, 1), (1, 2), (2, 1), (2, 2);
                """);
        var boxes = "- { name: boxes, rows: { tables: [ { table: \"${schema}.box\", by: thing_id } ] } }\n";
        var jobs = "- { name: jobs, rows: { tables: [ { table: \"${schema}.job\", by: thing_id } ] } }\n";
        assertThat(Declared.in(db, boxes + jobs).step("boxes").apply(rows.fresh()))
                .extracting("code")
                .isEqualTo("rows.referenced");
        var mounts = """
                - { name: mounts, rows: { tables: [ { table: "${schema}.mount", when: "t.box_id in (select b.box_id from ${schema}.box as b where b.thing_id = {id})" } ] } }
                """;
        var declared = Declared.in(db, mounts + boxes + jobs);
        assertThat(declared.step("mounts").apply(rows.fresh())).isEqualTo(new StepOutcome.Done(2));
        assertThat(declared.step("boxes").apply(rows.fresh())).isEqualTo(new StepOutcome.Done(1));
        assertThat(declared.step("jobs").apply(rows.fresh()))
                .as("a mount of a neighbour's box is not declared to go with the job")
                .isInstanceOf(StepOutcome.Blocked.class);
        assertThat(rows.list("SELECT job_id || ' ' || box_id FROM ${schema}.mount ORDER BY 1"))
                .containsExactly("1 2", "2 2");
    }

    @Test
    void a_neighbours_row_that_would_fall_by_a_cascade_is_seen_before_the_commit() throws Exception {
        var context = rows.fill();
        rows.execute("""
                ALTER TABLE ${schema}.job DROP CONSTRAINT job_after_id_fk;
                ALTER TABLE ${schema}.job ADD CONSTRAINT job_after_id_fk
                    FOREIGN KEY (after_id) REFERENCES ${schema}.job (job_id) ON DELETE CASCADE;
                INSERT INTO ${schema}.job (job_id, thing_id, after_id) VALUES (3, 'b', 1);
                """);
        assertThat(rows.step().apply(context))
                .isEqualTo(new StepOutcome.Blocked(
                        "rows.others-fall",
                        "rows of " + rows.schema() + ".job that are not to be removed would fall as well",
                        List.of(rows.schema() + ".job")));
        assertThat(rows.list("SELECT count(*) FROM ${schema}.job WHERE job_id = 3"))
                .containsExactly("1");
    }

    @Test
    void a_trigger_that_deletes_elsewhere_is_seen_before_the_commit() throws Exception {
        var context = rows.fill();
        rows.execute("""
                CREATE TABLE ${schema}.other (id int PRIMARY KEY);
                INSERT INTO ${schema}.other VALUES (1);
                CREATE FUNCTION ${schema}.reach() RETURNS trigger LANGUAGE plpgsql AS
                    'BEGIN DELETE FROM ${schema}.other; RETURN old; END';
                CREATE TRIGGER reach BEFORE DELETE ON ${schema}.part FOR EACH ROW EXECUTE FUNCTION ${schema}.reach();
                """);
        assertThat(rows.step().apply(context))
                .isEqualTo(new StepOutcome.Blocked(
                        "rows.others-fall",
                        "rows of " + rows.schema() + ".other that are not to be removed would fall as well",
                        List.of(rows.schema() + ".other")));
        assertThat(rows.list("SELECT count(*) FROM ${schema}.other")).containsExactly("1");
    }

    @Test
    void a_trigger_that_keeps_rows_back_fails_the_step() throws Exception {
        var context = rows.fill();
        rows.execute("""
                CREATE FUNCTION ${schema}.keep() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
                CREATE TRIGGER keep BEFORE DELETE ON ${schema}.part FOR EACH ROW EXECUTE FUNCTION ${schema}.keep();
                """);
        assertThat(rows.step().apply(context)).extracting("code").isEqualTo("rows.kept-back");
        assertThat(rows.idsOf("a")).isNotEmpty();
    }

    @Test
    void an_id_is_a_value_and_never_sql() throws Exception {
        rows.fill();
        var evil = TestContext.of(rows.database(), "x' OR true --");
        assertThat(rows.step().look(evil)).isEqualTo(Sight.NOTHING);
        assertThat(rows.step().apply(evil)).isEqualTo(StepOutcome.ALREADY_DONE);
        assertThat(rows.neighbourUntouched()).isTrue();
    }

    @Test
    void look_alike_ids_are_safe() throws Exception {
        rows.fill();
        assertThat(rows.step().look(TestContext.of(rows.database(), "_"))).isEqualTo(Sight.NOTHING);
        assertThat(rows.step().look(TestContext.of(rows.database(), "a%"))).isEqualTo(Sight.NOTHING);
    }
}
