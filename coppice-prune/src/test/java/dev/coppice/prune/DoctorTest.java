package dev.coppice.prune;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.control.CoppiceSchema;
import dev.coppice.control.Percentage;
import dev.coppice.control.StoreLocation;
import dev.coppice.prune.internal.plan.Planner;
import dev.coppice.prune.internal.read.Sql;
import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.PostgresTest.Isolation;
import dev.coppice.testkit.TestDatabase;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@PostgresTest(Isolation.DATABASE)
class DoctorTest {
    private TestDatabase db;

    @BeforeEach
    void create_tables(TestDatabase opened) {
        db = opened;
        db.execute("""
                CREATE TABLE ${schema}.root (id int PRIMARY KEY, state text, at timestamptz NOT NULL);
                CREATE INDEX ON ${schema}.root (at, id);
                CREATE TABLE ${schema}.child (id int PRIMARY KEY, root int NOT NULL CONSTRAINT child_fk REFERENCES ${schema}.root);
                CREATE INDEX ON ${schema}.child (root);
                INSERT INTO ${schema}.root SELECT i, CASE WHEN i > 15000 THEN 'done' ELSE 'live' END, now() - i * interval '1 minute'
                FROM generate_series(1, 20000) AS i;
                INSERT INTO ${schema}.child SELECT i, i FROM generate_series(1, 20000) AS i;
                ANALYZE ${schema}.root, ${schema}.child;
                """);
    }

    @Test
    void a_healthy_table_has_no_finding() {
        assertThat(examine()).isEmpty();
    }

    @Test
    void a_key_without_an_index_blocks_and_is_cured_by_the_sql_given() {
        db.execute("DROP INDEX ${schema}.child_root_idx");
        var finding = the("foreign-key-index");
        assertThat(finding.severity()).isEqualTo(Severity.BLOCK);
        assertThat(finding.message())
                .isEqualTo(
                        "No usable index leads from a row of %1$s.root to its rows in %1$s.child over child_fk: each"
                                + " delete reads the whole table.",
                        db.schema());
        db.execute(finding.cure());
        assertThat(examine()).isEmpty();
    }

    @Test
    void a_claim_that_reads_the_whole_table_is_told_and_cured() {
        db.execute("DROP INDEX ${schema}.root_at_id_idx");
        var finding = the("claim-index");
        assertThat(finding.severity()).isEqualTo(Severity.WARN);
        db.execute(finding.cure());
        assertThat(examine()).isEmpty();
    }

    @Test
    void a_statement_that_would_read_a_large_table_whole_is_told() {
        db.execute("DROP INDEX ${schema}.child_root_idx");
        assertThat(the("statement-plan").subject()).isEqualTo(db.schema() + ".child");
    }

    @Test
    void circles_and_self_references_are_told() {
        db.execute("""
                ALTER TABLE ${schema}.root ADD up int REFERENCES ${schema}.root;
                CREATE INDEX ON ${schema}.root (up);
                ALTER TABLE ${schema}.root ADD best int REFERENCES ${schema}.child;
                CREATE INDEX ON ${schema}.root (best);
                """);
        assertThat(the("circle").severity()).isEqualTo(Severity.INFO);
        assertThat(the("self-reference").message()).contains("a row that a living row stands on stays");
    }

    @Test
    void a_column_emptied_that_may_not_be_empty_blocks() {
        db.execute("""
                CREATE TABLE ${schema}.file (root int REFERENCES ${schema}.root ON DELETE SET NULL);
                CREATE INDEX ON ${schema}.file (root);
                """);
        assertThat(the("edited-rows").severity()).isEqualTo(Severity.INFO);
        db.execute("ALTER TABLE ${schema}.file ALTER root SET NOT NULL");
        assertThat(the("edited-rows").severity()).isEqualTo(Severity.BLOCK);
        db.execute(the("edited-rows").cure());
        assertThat(the("edited-rows").severity()).isEqualTo(Severity.INFO);
    }

    @Test
    void triggers_that_fire_are_told_and_those_that_may_swallow_too() {
        db.execute("""
                CREATE FUNCTION ${schema}.f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
                CREATE TRIGGER on_insert BEFORE INSERT ON ${schema}.child FOR EACH ROW EXECUTE FUNCTION ${schema}.f();
                CREATE TRIGGER on_update BEFORE UPDATE ON ${schema}.child FOR EACH ROW EXECUTE FUNCTION ${schema}.f();
                """);
        assertThat(checks()).doesNotContain("trigger");
        db.execute(
                "CREATE TRIGGER on_delete AFTER DELETE ON ${schema}.child FOR EACH ROW EXECUTE FUNCTION ${schema}.f()");
        assertThat(the("trigger").message()).isEqualTo("The trigger calls f for rows that go or change.");
        db.execute("""
                DROP TRIGGER on_delete ON ${schema}.child;
                CREATE TRIGGER keeps BEFORE DELETE ON ${schema}.child FOR EACH ROW EXECUTE FUNCTION ${schema}.f();
                """);
        assertThat(the("trigger").message()).contains("may keep a row");
        db.execute("ALTER TABLE ${schema}.child DISABLE TRIGGER keeps");
        assertThat(checks()).doesNotContain("trigger");
    }

    @Test
    void a_rule_on_delete_blocks() {
        db.execute("CREATE RULE shadow AS ON DELETE TO ${schema}.child DO ALSO NOTHING");
        assertThat(the("rule").severity()).isEqualTo(Severity.BLOCK);
        db.execute(the("rule").cure());
        assertThat(checks()).doesNotContain("rule");
    }

    @Test
    void row_security_blocks_whom_it_binds() throws Exception {
        db.execute("ALTER TABLE ${schema}.child ENABLE ROW LEVEL SECURITY");
        assertThat(the("row-security").severity()).isEqualTo(Severity.INFO);
        db.execute("CREATE ROLE coppice_test_bound; GRANT USAGE ON SCHEMA ${schema} TO coppice_test_bound;"
                + " GRANT SELECT ON ALL TABLES IN SCHEMA ${schema} TO coppice_test_bound");
        try {
            var findings = examineAs("coppice_test_bound");
            assertThat(findings)
                    .filteredOn(finding -> finding.check().equals("row-security"))
                    .extracting(Finding::severity)
                    .containsExactly(Severity.BLOCK);
            assertThat(findings)
                    .filteredOn(finding -> finding.check().equals("privilege"))
                    .extracting(Finding::message)
                    .contains("This role lacks UPDATE, which locking its rows needs.", "This role lacks DELETE.");
            assertThat(findings)
                    .filteredOn(finding -> finding.subject().equals("pg_monitor"))
                    .singleElement()
                    .satisfies(finding -> {
                        assertThat(finding.severity()).isEqualTo(Severity.WARN);
                        assertThat(finding.message()).contains("work at a quarter of the pace");
                        assertThat(finding.cure()).isEqualTo("GRANT pg_monitor TO coppice_test_bound;");
                    });
        } finally {
            db.execute("DROP OWNED BY coppice_test_bound; DROP ROLE coppice_test_bound");
        }
    }

    @Test
    void a_publication_is_told_and_a_table_without_identity_in_it_blocks() {
        db.execute("CREATE PUBLICATION coppice_test_changes FOR TABLE ${schema}.child");
        assertThat(the("publication").severity()).isEqualTo(Severity.WARN);
        assertThat(checks()).doesNotContain("replica-identity");
        db.execute("ALTER TABLE ${schema}.child REPLICA IDENTITY NOTHING");
        assertThat(the("replica-identity").severity()).isEqualTo(Severity.BLOCK);
        db.execute(the("replica-identity").cure());
        assertThat(checks()).doesNotContain("replica-identity");
        db.execute("ALTER PUBLICATION coppice_test_changes SET (publish = 'insert')");
        assertThat(checks()).doesNotContain("publication");
    }

    @Test
    void partitions_that_are_eligible_whole_are_named() {
        db.execute("""
                CREATE TABLE ${schema}.event (id int, at timestamptz NOT NULL, PRIMARY KEY (id, at)) PARTITION BY RANGE (at);
                CREATE TABLE ${schema}.event_old PARTITION OF ${schema}.event FOR VALUES FROM ('2020-01-01') TO ('2020-02-01');
                CREATE TABLE ${schema}.event_new PARTITION OF ${schema}.event DEFAULT;
                INSERT INTO ${schema}.event VALUES (1, '2020-01-05'), (2, '2020-03-05'), (3, now());
                """);
        var findings = Doctor.on(db.dataSource())
                .examine(Policy.of("events", db.schema() + ".event")
                        .olderThan("at", Duration.ofDays(30))
                        .build());
        assertThat(findings)
                .filteredOn(finding -> finding.check().equals("whole-partition"))
                .extracting(Finding::message)
                .containsExactly("Every row of these partitions is eligible: event_old.");
    }

    @Test
    void brakes_that_would_do_nothing_or_hold_at_once_are_told() {
        assertThat(checks()).doesNotContain("brake");
        var odd = policy().brakes(BrakesConfig.DEFAULT
                        .replicaLag(BrakeTime.of(Duration.ofSeconds(10)))
                        .probe("SELECT FROM nowhere", Duration.ofMillis(50))
                        .sql("SELECT true FROM pg_catalog.pg_sleep(5)"))
                .build();
        assertThat(Doctor.on(db.dataSource()).examine(odd))
                .filteredOn(finding -> finding.check().equals("brake"))
                .extracting(finding -> finding.subject() + ": " + finding.message())
                .containsExactlyInAnyOrder(
                        "replica-lag: The policy sets this brake, and no replica is connected: it holds nothing now.",
                        "probe: Its query is refused with SQLSTATE 42P01: the brake would hold from the beginning.",
                        "sql: Its query did not end within a second: the brake would hold from the beginning.");
        for (var query : List.of("SELECT FROM ${schema}.child", "SELECT true; COMMIT; SELECT true")) {
            var unclear = policy().brakes(BrakesConfig.NONE.sql(query.replace("${schema}", db.schema())))
                    .build();
            assertThat(Doctor.on(db.dataSource()).examine(unclear))
                    .filteredOn(finding -> finding.check().equals("brake"))
                    .as(query)
                    .hasSize(1);
        }
    }

    @Test
    void an_old_snapshot_is_told_with_its_holder() throws Exception {
        assertThat(checks()).doesNotContain("old-snapshot");
        var strict = policy().brakes(BrakesConfig.DEFAULT.oldestSnapshot(BrakeTime.of(Duration.ofMillis(1))))
                .build();
        try (var holder = snapshot(db.url())) {
            assertThat(Doctor.on(db.dataSource()).examine(strict))
                    .filteredOn(finding -> finding.check().equals("old-snapshot"))
                    .anySatisfy(finding -> assertThat(finding.message()).contains("(report) has held a snapshot for"));
            holder.rollback();
        }
        try (var holder = snapshot(db.url().replaceFirst("/[^/]*$", "/postgres"))) {
            assertThat(Doctor.on(db.dataSource()).examine(strict))
                    .noneMatch(finding -> finding.message().contains("(report) has held a snapshot for"));
            holder.rollback();
        }
    }

    private Connection snapshot(String url) throws SQLException {
        var holder = DriverManager.getConnection(url, db.user(), db.password());
        holder.setAutoCommit(false);
        try (var statement = holder.createStatement()) {
            statement.execute(
                    "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ; SET LOCAL application_name = 'report'; SELECT 1");
        }
        return holder;
    }

    @Test
    void dead_rows_and_tables_never_analysed_are_told() {
        db.execute("""
                CREATE TABLE ${schema}.fresh (root int REFERENCES ${schema}.root);
                CREATE INDEX ON ${schema}.fresh (root);
                ALTER TABLE ${schema}.child SET (autovacuum_enabled = off);
                INSERT INTO ${schema}.fresh SELECT i FROM generate_series(1, 10) AS i;
                DELETE FROM ${schema}.child WHERE id <= 8000;
                SELECT pg_stat_force_next_flush();
                """);
        assertThat(the("never-analysed").cure()).isEqualTo("ANALYZE " + db.schema() + ".fresh;");
        assertThat(the("dead-rows").severity()).isEqualTo(Severity.WARN);
    }

    @Test
    void rows_without_an_age_are_counted() {
        db.execute("ALTER TABLE ${schema}.root ALTER at DROP NOT NULL");
        assertThat(checks()).doesNotContain("age-null");
        db.execute("UPDATE ${schema}.root SET at = NULL WHERE id IN (1, 19999, 20000)");
        assertThat(the("age-null").message())
                .isEqualTo("2 rows meet the condition but have no age; they are never eligible.");
    }

    @Test
    void an_invalid_index_is_told() {
        db.execute("CREATE INDEX broken ON ${schema}.child (id, root);"
                + " UPDATE pg_index SET indisvalid = false WHERE indexrelid = '${schema}.broken'::regclass");
        assertThat(the("invalid-index").cure()).isEqualTo("DROP INDEX CONCURRENTLY " + db.schema() + ".broken;");
    }

    @Test
    void an_invalid_index_of_a_partition_is_told_and_the_cures_cure() {
        db.execute("""
                CREATE TABLE ${schema}.part (id int, root int REFERENCES ${schema}.root) PARTITION BY LIST (id);
                CREATE TABLE ${schema}.part_1 PARTITION OF ${schema}.part FOR VALUES IN (1);
                CREATE INDEX ON ${schema}.part (root);
                CREATE INDEX leaf ON ${schema}.part_1 (id);
                CREATE INDEX whole ON ONLY ${schema}.part (id);
                UPDATE pg_index SET indisvalid = false WHERE indexrelid = '${schema}.leaf'::regclass;
                """);
        var found = examine().stream()
                .filter(finding -> finding.check().equals("invalid-index"))
                .toList();
        assertThat(found)
                .extracting(Finding::subject)
                .containsExactlyInAnyOrder(db.schema() + ".leaf", db.schema() + ".whole");
        found.forEach(finding -> db.execute(finding.cure()));
        assertThat(checks()).doesNotContain("invalid-index");
    }

    @Test
    void holds_are_told() {
        new CoppiceSchema(db.dataSource()).migrate();
        assertThat(checks()).doesNotContain("holds");
        db.execute(
                "INSERT INTO coppice.hold (scope, table_schema, table_name, row_key, origin, reason, placed_by, placed_at)"
                        + " VALUES ('row', '" + db.schema() + "', 'child', '{7}', 'test', 'r', 'me', now())");
        assertThat(the("holds").severity()).isEqualTo(Severity.INFO);
    }

    @Test
    void a_server_that_takes_no_writes_blocks() {
        db.execute("ALTER DATABASE "
                + new Database(db).list("SELECT current_database()").getFirst()
                + " SET default_transaction_read_only = on");
        assertThat(the("read-only-server").severity()).isEqualTo(Severity.BLOCK);
    }

    @Test
    void heirs_are_told_of() {
        db.execute("CREATE TABLE ${schema}.heir () INHERITS (${schema}.root)");
        assertThat(the("inheritance").message())
                .isEqualTo(db.schema() + ".heir inherits from it; its rows are not touched.");
    }

    @Test
    void a_large_share_is_told_and_a_limit_on_it_too() {
        assertThat(checks()).doesNotContain("share");
        db.execute("UPDATE ${schema}.root SET state = 'done'; ANALYZE ${schema}.root");
        assertThat(the("share").message()).isEqualTo("About 93 % of the table is eligible.");
        assertThat(Doctor.on(db.dataSource())
                        .examine(policy().maxShare(Percentage.parse("30%")).build()))
                .extracting(Finding::message)
                .contains("About 93 % of the table is eligible, more than the limit of 30%: the campaign stops there.");
    }

    @Test
    void a_policy_without_archive_or_with_a_condition_on_other_rows_is_told() {
        var policy = Policy.of("p", db.schema() + ".root")
                .when("NOT EXISTS (SELECT FROM " + db.schema()
                        + ".child WHERE child.root = root.id AND child.id < 0) AND id < 5")
                .build();
        assertThat(Doctor.on(db.dataSource()).examine(policy))
                .extracting(Finding::check)
                .contains("no-archive", "condition-reads-others");
    }

    @Test
    void a_policy_that_does_not_fit_is_a_block() {
        var findings = Doctor.on(db.dataSource())
                .examine(Policy.of("p", db.schema() + ".root").when("nothing").build());
        assertThat(findings).hasSize(1);
        assertThat(findings.getFirst().check()).isEqualTo("unknown-name");
        assertThat(findings.getFirst().severity()).isEqualTo(Severity.BLOCK);
    }

    private List<Finding> examineAs(String role) throws Exception {
        try (var connection = db.connect();
                var statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("SET TRANSACTION READ ONLY; SET LOCAL search_path = ''; SET LOCAL ROLE " + role);
            var findings = Planner.of(new Sql(connection), policy().build())
                    .plan(Duration.ofSeconds(3))
                    .findings();
            connection.rollback();
            return findings;
        }
    }

    private Finding the(String check) {
        var findings = examine().stream()
                .filter(finding -> finding.check().equals(check))
                .toList();
        assertThat(findings).as(check).hasSize(1);
        return findings.getFirst();
    }

    private List<String> checks() {
        return examine().stream().map(Finding::check).toList();
    }

    private List<Finding> examine() {
        return Doctor.on(db.dataSource()).examine(policy().build());
    }

    private PolicyBuilder policy() {
        return Policy.of("p", db.schema() + ".root")
                .when("state = 'done'")
                .olderThan("at", Duration.ofDays(1))
                .archive(StoreLocation.parse("file:./archive"));
    }
}
