package dev.coppice.lifecycle.internal.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.coppice.lifecycle.Backup;
import dev.coppice.lifecycle.TeardownPlan.Blocker;
import dev.coppice.lifecycle.internal.kind.Kind;
import dev.coppice.ops.CoppiceException;
import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.PostgresTest.Isolation;
import dev.coppice.testkit.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@PostgresTest(Isolation.DATABASE)
class RestorePlanTest {
    @TempDir
    private Path folder;

    private Estate estate;

    @BeforeEach
    void graphs(TestDatabase db) {
        estate = Estate.in(db, folder).graph("kg1").child("kg1_a", "kg1");
    }

    @Test
    void a_plan_tells_what_comes_back_and_changes_nothing() {
        estate.due("select id, now() - interval '1 day', true from app.graph where id = 'kg1'");
        var first = estate.take("kg1");
        estate.db.execute("DROP SCHEMA tenant_kg1_a CASCADE; UPDATE app.document SET body = 'later' WHERE id = 1");
        var second = estate.takeAgain("kg1", first);
        bury();
        var before = estate.one("SELECT string_agg(b::text, ' ' ORDER BY id) FROM coppice.backup AS b");
        var plan = estate.backups().planRestore(first.id());
        assertThat(plan.blockers()).isEmpty();
        assertThat(plan.together()).containsExactly(second.id(), first.id());
        assertThat(plan.held()).containsExactly(Estate.id("kg1"));
        assertThat(plan.parts())
                .extracting(part -> part.resource().id() + " " + part.step() + " " + part.rows() + " " + part.objects())
                .containsExactly(
                        "kg1 delete-rows 2 0",
                        "kg1 remove-files 0 1",
                        "kg1 drop-schema 39 0",
                        "kg1_a delete-rows 2 0",
                        "kg1_a remove-files 0 1",
                        "kg1_a drop-schema 39 0");
        assertThat(estate.one("SELECT string_agg(b::text, ' ' ORDER BY id) FROM coppice.backup AS b"))
                .isEqualTo(before);
        assertThat(estate.one("SELECT count(*) FROM app.document")).isEqualTo("0");
        assertThat(estate.one("SELECT count(*) FROM coppice.hold")).isEqualTo("0");
    }

    @Test
    void a_plan_tells_everything_that_refuses_a_restore() throws IOException {
        var backup = estate.take("kg1");
        assertThat(refusing(backup)).containsExactly("backup.resource-alive", "backup.resource-alive");
        bury();
        estate.db.execute("""
                INSERT INTO coppice.operation (kind, resource_id, epoch, purpose, cause, state, previous_status, plan_hash, plan,
                    requested_by, reason, next_try_at)
                VALUES ('graph', 'kg1', 2, 'residual', 'asked', 'residual', 'deprovisioned', 'hash', '{}', 'ann', 'a test', now())
                """);
        estate.db.execute("DELETE FROM app.graph WHERE id = 'kg1_a'");
        assertThat(refusing(backup)).containsExactly("backup.resource-alive", "resource.not-found");
        var object = estate.objects().stream()
                .filter(name -> name.contains("objects"))
                .findFirst()
                .orElseThrow();
        Files.delete(folder.resolve(object));
        assertThat(refusing(backup)).containsExactly("backup.damaged");
        estate.db.execute("UPDATE coppice.backup SET state = 'expired', expired_at = now(), expires_at = created_at");
        assertThat(refusing(backup)).containsExactly("backup.expired");
    }

    @Test
    void a_plan_tells_of_the_hold_where_what_tells_the_end_is_gone_too() {
        var backup = estate.take("kg1");
        bury();
        estate.db.execute("""
                INSERT INTO coppice.operation (kind, resource_id, epoch, purpose, cause, state, previous_status, plan_hash, plan,
                    requested_by, reason, finished_at)
                VALUES ('graph', 'kg1', 1, 'teardown', 'due', 'succeeded', 'suspended', 'hash', '{"ending": "immediate"}',
                    'sensor', 'due', now())
                """);
        assertThat(estate.backups().planRestore(backup.id()).held()).containsExactly(Estate.id("kg1"));
    }

    @Test
    void what_a_step_saved_that_is_no_longer_declared_is_told_before_it_is_refused() {
        var backup = estate.take("kg1");
        bury();
        var whole = estate.kind();
        var less = new Kind(
                whole.name(), whole.config(), whole.table(), whole.steps().subList(1, 3));
        var backups = new OwnBackups(estate.db.dataSource(), Map.of("graph", less), estate.taking());
        assertThat(backups.planRestore(backup.id()).blockers())
                .extracting(Blocker::code)
                .containsExactly("backup.step-missing");
        assertThatExceptionOfType(CoppiceException.class)
                .isThrownBy(() -> backups.restore(backup.id(), Estate.ACT))
                .returns("backup.step-missing", CoppiceException::code);
        assertThat(estate.one("SELECT count(*) FROM app.document")).isEqualTo("0");
    }

    private List<String> refusing(Backup backup) {
        return estate.backups().planRestore(backup.id()).blockers().stream()
                .map(Blocker::code)
                .toList();
    }

    private void bury() {
        estate.bury("kg1_a");
        estate.bury("kg1");
    }
}
