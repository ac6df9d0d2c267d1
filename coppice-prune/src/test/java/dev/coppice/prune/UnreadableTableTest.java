package dev.coppice.prune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.coppice.control.TableName;
import dev.coppice.ops.CoppiceException;
import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.PostgresTest.Isolation;
import dev.coppice.testkit.TestDatabase;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A role that may not read all: what it may read is told of, and what it may not is told with its cure. */
@PostgresTest(Isolation.DATABASE)
class UnreadableTableTest {
    private final TestDatabase db;
    private final AsRole reader;

    UnreadableTableTest(TestDatabase db) {
        this.db = db;
        this.reader = new AsRole(db.dataSource(), db.schema() + "_reader");
    }

    @BeforeEach
    void tables() {
        db.execute("""
                CREATE ROLE ${schema}_reader;
                CREATE SCHEMA "Hidden Room";
                CREATE TABLE ${schema}.job (id int PRIMARY KEY, status text CHECK (status IN ('done', 'new')), at timestamptz NOT NULL);
                CREATE INDEX ON ${schema}.job (at, id);
                CREATE TABLE ${schema}.secret (job int REFERENCES ${schema}.job);
                CREATE TABLE "Hidden Room".far (id int PRIMARY KEY, job int REFERENCES ${schema}.job);
                CREATE INDEX ON "Hidden Room".far (job);
                CREATE TABLE ${schema}.own (id int PRIMARY KEY, expired_at timestamptz NOT NULL);
                ALTER TABLE ${schema}.own ENABLE ROW LEVEL SECURITY;
                CREATE TABLE ${schema}.event_log (id int PRIMARY KEY, at timestamptz);
                GRANT USAGE ON SCHEMA ${schema} TO ${schema}_reader;
                GRANT SELECT ON ${schema}.job, ${schema}.own, ${schema}.event_log TO ${schema}_reader;
                """);
    }

    @Test
    void the_doctor_blocks_what_cannot_be_read_and_its_cures_cure() {
        assertThat(blocks(job()))
                .extracting(Finding::subject, Finding::cure)
                .containsExactlyInAnyOrder(
                        tuple("Hidden Room.far", "GRANT USAGE ON SCHEMA \"Hidden Room\" TO " + reader.role() + ";"),
                        tuple("Hidden Room.far", "GRANT SELECT ON \"Hidden Room\".far TO " + reader.role() + ";"),
                        tuple(
                                db.schema() + ".secret",
                                "GRANT SELECT ON " + db.schema() + ".secret TO " + reader.role() + ";"));
        blocks(job()).forEach(finding -> db.execute(finding.cure()));
        assertThat(blocks(job())).extracting(Finding::check).containsExactly("foreign-key-index");
    }

    @Test
    void row_security_is_told_as_what_it_is_with_and_without_a_condition() {
        assertThatThrownBy(() -> Plans.on(reader).plan(own().build()))
                .hasMessageContaining("Row security would hide rows from this role")
                .extracting(refused -> ((CoppiceException) refused).code())
                .isEqualTo("database.row-security");
        for (var policy : List.of(own().build(), own().when("id > 0").build())) {
            assertThat(blocks(policy)).extracting(Finding::check).containsExactly("row-security");
        }
        blocks(own().build()).forEach(finding -> db.execute(finding.cure()));
        assertThat(blocks(own().build())).isEmpty();
    }

    @Test
    void a_table_that_hides_its_rows_does_not_hide_the_findings_of_other_policies() {
        db.execute("GRANT SELECT ON ${schema}.secret TO ${schema}_reader;" + " DROP TABLE \"Hidden Room\".far");
        assertThat(Doctor.on(reader).examine(List.of(own().build(), job())))
                .filteredOn(finding -> finding.severity() == Severity.BLOCK)
                .extracting(Finding::check)
                .containsExactlyInAnyOrder("row-security", "foreign-key-index");
    }

    @Test
    void a_condition_that_fails_on_a_row_is_a_block_and_no_end_of_the_doctor() {
        db.execute("INSERT INTO ${schema}.event_log VALUES (0, now() - interval '9 days')");
        var policy = Policy.of("log", new TableName(db.schema(), "event_log"))
                .when("1 / id > 0")
                .build();
        assertThat(blocks(policy)).extracting(Finding::check).containsExactly("failed");
    }

    @Test
    void what_cannot_be_planned_is_not_proposed_and_the_reason_told() {
        var draft = Init.on(reader).draft();
        assertThat(draft.policies()).extracting(Policy::name).containsExactly("old-event-log");
        draft.policies().forEach(policy -> Plans.on(reader).plan(policy));
        assertThat(draft.yaml())
                .contains(db.schema() + ".own: Row security hides rows from this role")
                .contains(db.schema() + ".job: Hidden Room.far: This role lacks SELECT");
    }

    private List<Finding> blocks(Policy policy) {
        return Doctor.on(reader).examine(policy).stream()
                .filter(finding -> finding.severity() == Severity.BLOCK)
                .toList();
    }

    private Policy job() {
        return Policy.of("job", new TableName(db.schema(), "job"))
                .when("status = 'done'")
                .olderThan("at", Duration.ofDays(1))
                .build();
    }

    private PolicyBuilder own() {
        return Policy.of("own", new TableName(db.schema(), "own")).olderThan("expired_at", Duration.ofDays(1));
    }
}
