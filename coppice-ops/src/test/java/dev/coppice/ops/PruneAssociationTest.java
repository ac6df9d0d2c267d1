package dev.coppice.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.TestDatabase;
import java.util.List;
import org.jooq.Record;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** After a prune no association names a row that is gone, and every other association is as it was. */
@PostgresTest
class PruneAssociationTest {
    private Jobs jobs;
    private TestDatabase db;
    private Ops ops;

    @BeforeEach
    void open(TestDatabase database) {
        db = database;
        jobs = Jobs.in(db);
        ops = Ops.on(db.dataSource());
        jobs.execute("""
            INSERT INTO ${schema}.job (id, state) VALUES (1, 'DONE'), (2, 'RUNNING');
            INSERT INTO ${schema}.access_grant (scope_type, scope_id, entity_type, entity_id) VALUES
                ('user', 'ana', 'job', '1'),
                ('user', 'ana', 'job', '2'),
                ('user', 'ana', 'folder', '1'),
                ('job', '1', 'file', '7'),
                ('job', '2', 'file', '8'),
                ('user', '1', 'file', '9'),
                ('job', '1', 'job', '1');
            """);
    }

    @Test
    void associations_of_the_type_go_with_the_rows_they_name_and_no_other() {
        var result = prune(jobs.ended().entityType("job").association(jobs.grants()));
        assertThat(left())
                .containsExactly(
                        "job 1 file 7", "job 2 file 8", "user 1 file 9", "user ana folder 1", "user ana job 2");
        assertThat(result.tables()).containsEntry(db.schema() + ".access_grant", 2L);
    }

    @Test
    void both_sides_of_an_association_are_looked_at() {
        var result = prune(jobs.ended().entityType("job").association(jobs.grantsOfBothSides()));
        assertThat(left()).containsExactly("job 2 file 8", "user 1 file 9", "user ana folder 1", "user ana job 2");
        assertThat(result.tables()).containsEntry(db.schema() + ".access_grant", 3L);
    }

    @Test
    void without_a_type_no_association_is_touched() {
        var result = prune(jobs.ended().association(jobs.grantsOfBothSides()));
        assertThat(left()).hasSize(7);
        assertThat(result.count()).isEqualTo(1);
        assertThat(result.tables()).doesNotContainKey(db.schema() + ".access_grant");
    }

    @Test
    void a_call_may_keep_them() {
        prune(jobs.ended()
                .entityType("job")
                .association(jobs.grantsOfBothSides())
                .keepingAssociations());
        assertThat(left()).hasSize(7);
        assertThat(jobs.left()).containsExactly(2);
    }

    @Test
    void they_are_removed_before_the_rows_they_name() {
        jobs.execute("""
            CREATE FUNCTION ${schema}.check_order() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN
                IF NOT EXISTS (SELECT FROM ${schema}.job WHERE id::text = old.entity_id) THEN
                    RAISE EXCEPTION ''too late'';
                END IF;
                RETURN old;
            END';
            CREATE TRIGGER check_order BEFORE DELETE ON ${schema}.access_grant FOR EACH ROW
                EXECUTE FUNCTION ${schema}.check_order();
            """);
        assertThat(prune(jobs.ended().entityType("job").association(jobs.grants()))
                        .count())
                .isEqualTo(1);
    }

    @Test
    void a_uuid_is_found_in_text_and_a_number_in_a_number_and_an_enum_names_the_type() {
        jobs.execute("""
            CREATE TYPE ${schema}.sort AS ENUM ('document', 'other');
            CREATE TABLE ${schema}.document (id uuid PRIMARY KEY);
            INSERT INTO ${schema}.document VALUES ('0D000000-0000-0000-0000-00000000000A');
            CREATE TABLE ${schema}.tag (sort ${schema}.sort, text_id varchar(8), uuid_id uuid, full_id char(36));
            INSERT INTO ${schema}.tag (sort, text_id) VALUES ('document', '0d000000');
            INSERT INTO ${schema}.tag (sort, uuid_id) VALUES ('document', '0d000000-0000-0000-0000-00000000000a');
            INSERT INTO ${schema}.tag (sort, full_id) VALUES ('document', '0d000000-0000-0000-0000-00000000000a');
            INSERT INTO ${schema}.tag (sort, uuid_id) VALUES ('other', '0d000000-0000-0000-0000-00000000000a');
            """);
        var sort = jobs.column("tag", "sort");
        prune(Pruner.from(jobs.table("document"))
                .everything()
                .entityType("document")
                .association(Association.in(jobs.table("tag"))
                        .naming(sort, jobs.column("tag", "text_id"))
                        .naming(sort, jobs.column("tag", "uuid_id"))
                        .naming(sort, jobs.column("tag", "full_id"))));
        assertThat(jobs.list("SELECT sort || coalesce(text_id, '') FROM ${schema}.tag ORDER BY 1"))
                .as("a longer key is never cut to fit a column")
                .containsExactly("document0d000000", "other");
    }

    @Test
    void a_composite_key_names_no_entity() {
        var pruner = Pruner.from(jobs.step)
                .terminal(DSL.field("number").gt(1))
                .entityType("step")
                .association(jobs.grants());
        assertThatExceptionOfType(CoppiceException.class)
                .isThrownBy(() -> prune(pruner))
                .returns("prune.composite-entity", CoppiceException::code);
    }

    private PruneResult prune(Pruner<Record> pruner) {
        return ops.write(w -> w.prune(pruner));
    }

    private List<String> left() {
        return jobs.list(
                "SELECT concat_ws(' ', scope_type, scope_id, entity_type, entity_id) FROM ${schema}.access_grant ORDER BY 1");
    }
}
