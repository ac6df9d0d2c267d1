package dev.coppice.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.PostgresTest.Isolation;
import dev.coppice.testkit.TestDatabase;
import java.sql.SQLException;
import java.util.function.Consumer;
import org.jooq.DSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@PostgresTest(Isolation.DATABASE)
class LeastPrivilegeTest {
    private static final Act ANN = Act.of("ann", "lawsuit");

    @BeforeEach
    void roles(TestDatabase db) {
        db.execute(CoppiceSchema.script());
        db.execute(CoppiceSchema.leastPrivilege());
        db.execute(CoppiceSchema.leastPrivilege());
    }

    @AfterEach
    void noRoles(TestDatabase db) {
        db.execute("DROP OWNED BY coppice_viewer, coppice_pruner, coppice_owner;"
                + "DROP ROLE coppice_viewer, coppice_pruner, coppice_owner");
    }

    @Test
    void an_owner_decides_and_a_pruner_works(TestDatabase db) {
        as(db, "coppice_owner", dsl -> {
            var hold = Holds.in(dsl).place(HoldRequest.on(HoldTarget.resource("graph", "g1"), "legal/1", ANN));
            Holds.in(dsl).release(hold.id(), ANN);
            Freeze.in(dsl).freeze(ANN);
            Freeze.in(dsl).unfreeze(ANN);
            Approvals.in(dsl).approve(ApprovalRequest.of("policy/a", "9f31", ANN));
        });
        as(db, "coppice_pruner", dsl -> {
            ChunkGuard.enter(dsl);
            Approvals.in(dsl).consume("policy/a", "9f31", "campaign/1");
            Notifications.in(dsl).publish(new Notification("campaign.done", "campaign/1", "{}"));
        });
        as(db, "coppice_viewer", dsl -> {
            assertThat(AuditTrail.in(dsl).verify()).isInstanceOf(AuditVerdict.Intact.class);
            assertThat(Holds.in(dsl).list(HoldQuery.all(9)).items()).hasSize(1);
        });
    }

    @Test
    void an_owner_holds_a_row_of_a_table_it_may_not_read(TestDatabase db) {
        db.execute(
                "CREATE SCHEMA app; CREATE TABLE app.session (id int PRIMARY KEY); INSERT INTO app.session VALUES (7)");
        as(db, "coppice_owner", dsl -> {
            var target = HoldTarget.row(TableName.parse("app.session"), "007");
            assertThat(Holds.in(dsl)
                            .place(HoldRequest.on(target, "legal/1", ANN))
                            .target())
                    .hasToString("app.session 7");
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "INSERT INTO coppice.audit SELECT * FROM coppice.audit",
                "INSERT INTO coppice.hold (scope) VALUES ('row')",
                "UPDATE coppice.hold_epoch SET epoch = 7",
                "UPDATE coppice.lease SET owner = 'me'",
                "UPDATE coppice.campaign SET state = 'CANCELLED'",
                "DELETE FROM coppice.notification",
                "CREATE TABLE coppice.mine (id int)"
            })
    void a_viewer_cannot_write(String statement, TestDatabase db) {
        denied(db, "coppice_viewer", statement);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "UPDATE coppice.audit SET actor = 'me'",
                "DELETE FROM coppice.audit",
                "TRUNCATE coppice.audit",
                "DELETE FROM coppice.audit_head",
                "DELETE FROM coppice.notification",
                "LOCK TABLE coppice.hold_epoch IN EXCLUSIVE MODE",
                "ALTER TABLE coppice.audit DISABLE TRIGGER ALL",
                "UPDATE coppice.hold_epoch SET frozen_at = NULL",
                "UPDATE coppice.hold SET released_at = now()",
                "DELETE FROM coppice.hold",
                "UPDATE coppice.approval SET first_by = 'me'",
                "INSERT INTO coppice.approval (subject) VALUES ('mine')",
                "DELETE FROM coppice.campaign",
                "UPDATE coppice.campaign_chunk SET rows_deleted = 0",
                "DELETE FROM coppice.campaign_root",
                "UPDATE coppice.campaign_frame SET sha256 = ''"
            })
    void a_pruner_cannot_tamper_with_audit_holds_freeze_approvals_and_what_chunks_have_entered(
            String statement, TestDatabase db) {
        denied(db, "coppice_pruner", statement);
    }

    @ParameterizedTest
    @ValueSource(strings = {"api_token", "login_link", "console_session", "keyed_request"})
    void only_an_owner_reads_digests_of_secrets(String secrets, TestDatabase db) {
        denied(db, "coppice_viewer", "SELECT FROM coppice." + secrets);
        denied(db, "coppice_pruner", "SELECT FROM coppice." + secrets);
        as(db, "coppice_owner", dsl -> dsl.execute("DELETE FROM coppice." + secrets));
    }

    @Test
    void an_owner_writes_sweeps_and_forgets_settings(TestDatabase db) {
        as(db, "coppice_owner", dsl -> {
            dsl.execute("SELECT FROM coppice.setting_scope FOR KEY SHARE");
            dsl.execute("INSERT INTO coppice.setting_definition (name) VALUES ('theme')");
            dsl.execute("SELECT FROM coppice.setting_definition FOR NO KEY UPDATE");
            dsl.execute("INSERT INTO coppice.setting_entry (name, scope_type) VALUES ('theme', 'public')");
            dsl.execute("SELECT FROM coppice.setting_entry FOR KEY SHARE");
            dsl.execute("INSERT INTO coppice.setting_fragment (name, scope_type, scope_id, value)"
                    + " VALUES ('theme', 'public', '', '{}')");
            dsl.execute("UPDATE coppice.setting_fragment SET rank = 7");
            dsl.execute("SELECT id FROM coppice.setting_fragment FOR UPDATE SKIP LOCKED");
            assertThat(dsl.execute("DELETE FROM coppice.setting_fragment")).isEqualTo(1);
            assertThat(dsl.execute("DELETE FROM coppice.setting_change WHERE id IN"
                            + " (SELECT id FROM coppice.setting_change LIMIT 9 FOR UPDATE SKIP LOCKED)"))
                    .isPositive();
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"coppice_viewer", "coppice_pruner"})
    void nobody_but_an_owner_reads_what_people_have_set_or_writes_settings(String role, TestDatabase db) {
        as(db, role, dsl -> dsl.execute("TABLE coppice.setting_entry"));
        denied(db, role, "SELECT FROM coppice.setting_fragment");
        denied(db, role, "DELETE FROM coppice.setting_entry");
        denied(db, role, "UPDATE coppice.setting_change SET changed_at = now()");
    }

    @Test
    void a_pruner_keeps_the_account_of_a_teardown(TestDatabase db) {
        as(db, "coppice_pruner", dsl -> {
            dsl.execute("INSERT INTO coppice.resource (kind, id) VALUES ('graph', 'g1')");
            dsl.execute("SELECT FROM coppice.resource FOR NO KEY UPDATE");
            dsl.execute(
                    "INSERT INTO coppice.resource_state (kind, resource_id, state) VALUES ('graph', 'g1', 'active')");
            dsl.execute("UPDATE coppice.resource_state SET state = 'fenced', epoch = 1, fenced_at = now()");
            dsl.execute(
                    "INSERT INTO coppice.operation (kind, resource_id, epoch, purpose, cause, state, previous_status,"
                            + " plan_hash, plan, requested_by, reason, next_try_at)"
                            + " VALUES ('graph', 'g1', 1, 'teardown', 'asked', 'running', 'active', 'x', '{}', 'ann', 'x', now())");
            dsl.execute(
                    "INSERT INTO coppice.operation_step (operation_id, name, ordinal, type, after, best_effort, destroys)"
                            + " SELECT id, 'drop', 1, 'sql', '{}', false, true FROM coppice.operation");
            dsl.execute(
                    "INSERT INTO coppice.operation_attempt (operation_id, step, attempt, worker, lease_epoch, intent_at)"
                            + " SELECT id, 'drop', 1, 'w', 1, now() FROM coppice.operation");
            dsl.execute("INSERT INTO coppice.tombstone (kind, resource_id, operation_id, buried_at)"
                    + " SELECT kind, resource_id, id, now() FROM coppice.operation");
            dsl.execute("INSERT INTO coppice.sensor_run (sensor, started_at, worker) VALUES ('s', now(), 'w')");
            dsl.execute("DELETE FROM coppice.sensor_decision");
        });
        as(
                db,
                "coppice_viewer",
                dsl -> assertThat(dsl.fetch("TABLE coppice.operation_attempt")).hasSize(1));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "UPDATE coppice.resource SET ends_at = now()",
                "UPDATE coppice.resource_state SET state = 'active'",
                "INSERT INTO coppice.operation (kind) VALUES ('graph')",
                "UPDATE coppice.backup SET expires_at = now()",
                "DELETE FROM coppice.tombstone",
                "UPDATE coppice.job SET picked = true"
            })
    void a_viewer_cannot_touch_what_has_a_lifecycle(String statement, TestDatabase db) {
        denied(db, "coppice_viewer", statement);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "DELETE FROM coppice.resource",
                "DELETE FROM coppice.resource_state",
                "DELETE FROM coppice.operation",
                "DELETE FROM coppice.operation_step",
                "DELETE FROM coppice.operation_attempt",
                "DELETE FROM coppice.backup",
                "DELETE FROM coppice.certificate",
                "UPDATE coppice.certificate SET body = ''",
                "DELETE FROM coppice.certificate_probe",
                "DELETE FROM coppice.tombstone",
                "TRUNCATE coppice.tombstone",
                "ALTER TABLE coppice.resource_state DISABLE TRIGGER ALL"
            })
    void neither_pruner_nor_owner_cuts_the_account_of_teardowns(String statement, TestDatabase db) {
        denied(db, "coppice_pruner", statement);
        denied(db, "coppice_owner", statement);
    }

    private static void denied(TestDatabase db, String role, String statement) {
        assertThatThrownBy(() -> as(db, role, dsl -> dsl.execute(statement)))
                .rootCause()
                .extracting(cause -> ((SQLException) cause).getSQLState())
                .isEqualTo("42501");
    }

    private static void as(TestDatabase db, String role, Consumer<DSLContext> work) {
        Session.committed(db, dsl -> {
            dsl.execute("SET LOCAL ROLE " + role);
            work.accept(dsl);
            return dsl;
        });
    }
}
