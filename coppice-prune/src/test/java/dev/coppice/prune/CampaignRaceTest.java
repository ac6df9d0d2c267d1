package dev.coppice.prune;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.control.Act;
import dev.coppice.control.CoppiceSchema;
import dev.coppice.control.StoreLocation;
import dev.coppice.control.TableName;
import dev.coppice.ops.CoppiceException;
import dev.coppice.ops.internal.PausePoint;
import dev.coppice.testkit.Interleaving;
import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.PostgresTest.Isolation;
import dev.coppice.testkit.TestDatabase;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two sessions at the very moments that decide, each step forced. */
@PostgresTest(Isolation.DATABASE)
class CampaignRaceTest {
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final String VICTIM =
            "(SELECT id FROM app.session WHERE status = 'ENDED' ORDER BY ended_at, id LIMIT 1)";

    @TempDir
    private Path folder;

    @Test
    void a_leaf_that_another_session_updates_while_the_delete_waits_for_it_is_archived_as_it_became(TestDatabase db)
            throws SQLException {
        Shop.open(db, 40);
        var truth = Truth.before(db, "app");
        var became = ".grants SET who = 'eve' WHERE entity_type = 'session' AND entity_id = " + VICTIM + "::text";
        try (var steps = new Interleaving(LONG);
                var other = db.connect()) {
            other.setAutoCommit(false);
            other.createStatement().execute("UPDATE app" + became);
            db.execute("UPDATE before" + became);
            var campaign = steps.start(
                    "campaign",
                    () -> outcome(db, PausePoint.NONE, Shop.archived(folder).build()));
            steps.awaitBlockedBy(db.dataSource(), other);
            other.commit();
            assertThat(campaign.result()).isEqualTo("SUCCEEDED");
        }
        truth.requireConserved(folder, 1).requireLedger();
        assertThat(new Database(db).list("SELECT who FROM archived.grants WHERE who = 'eve'"))
                .hasSize(1);
    }

    @Test
    void f1_a_child_that_was_gathered_cannot_be_moved_to_a_living_root_any_more(TestDatabase db) throws SQLException {
        Shop.open(db, 40);
        var event = new Database(db)
                .list("SELECT min(id)::text FROM app.event WHERE session_id = " + VICTIM)
                .getFirst();
        var truth = Truth.before(db, "app");
        try (var steps = new Interleaving(LONG);
                var other = db.connect()) {
            steps.stopAt("campaign", "chunk.locked");
            var campaign = steps.start(
                    "campaign",
                    () -> outcome(db, steps::reached, Shop.archived(folder).build()));
            campaign.awaitStopped("chunk.locked");
            var move = steps.start("other", () -> {
                try (var statement = other.createStatement()) {
                    return statement.executeUpdate("UPDATE app.event SET session_id = (SELECT id FROM app.session"
                            + " WHERE status = 'OPEN' LIMIT 1) WHERE id = " + event);
                }
            });
            steps.awaitBlocked(db.dataSource(), other);
            steps.passAt("chunk.locked");
            campaign.resume();
            assertThat(campaign.result()).isEqualTo("SUCCEEDED");
            assertThat(move.result()).isZero();
        }
        truth.requireConserved(folder, 1).requireLedger();
    }

    // A project's campaign locks tasks, then waits for a user's row in front of the one that the user's campaign has
    // claimed;
    // that one waits for the task. When the row in front is let go of, each waits for the other.
    @Test
    void of_two_campaigns_that_wait_for_each_other_one_is_rolled_back_and_tries_again(TestDatabase db)
            throws SQLException {
        db.execute(CoppiceSchema.script());
        db.execute("""
                CREATE SCHEMA app;
                CREATE TABLE app.project (id int PRIMARY KEY, done bool NOT NULL);
                CREATE TABLE app.task (id int PRIMARY KEY, project_id int REFERENCES app.project, kind text, member text);
                CREATE TABLE app.line (id int PRIMARY KEY, task_id int REFERENCES app.task);
                CREATE TABLE app.member (id int PRIMARY KEY, project_id int REFERENCES app.project, gone bool NOT NULL);
                CREATE TABLE app.badge (id int PRIMARY KEY, member_id int REFERENCES app.member);
                CREATE INDEX ON app.task (project_id);
                CREATE INDEX ON app.task (member, kind);
                CREATE INDEX ON app.line (task_id);
                CREATE INDEX ON app.member (project_id);
                CREATE INDEX ON app.badge (member_id);
                INSERT INTO app.project VALUES (1, true), (2, false);
                INSERT INTO app.member VALUES (1, 1, false), (2, 1, true);
                INSERT INTO app.task VALUES (1, 1, 'member', '2');
                INSERT INTO app.line VALUES (1, 1);
                INSERT INTO app.badge VALUES (1, 2);
                """);
        var truth = Truth.before(db, "app");
        try (var steps = new Interleaving(LONG);
                var third = db.connect()) {
            third.setAutoCommit(false);
            third.createStatement().execute("SELECT FROM app.member WHERE id = 1 FOR UPDATE");
            var one = steps.start("one", () -> outcome(db, PausePoint.NONE, projects()));
            steps.awaitBlockedBy(db.dataSource(), third);
            steps.stopAt("two", "campaign.entered");
            var two = steps.start("two", () -> outcome(db, steps::reached, members()));
            two.awaitStopped("campaign.entered");
            steps.passAt("campaign.entered");
            two.resume();
            steps.awaitBlocked(db.dataSource(), worker(db, 2));
            third.rollback();
            assertThat(one.result()).isEqualTo("SUCCEEDED");
            assertThat(two.result()).isEqualTo("SUCCEEDED");
        }
        truth.requireConserved(folder, 1, 2).requireLedger();
        assertThat(new Database(db).list("SELECT id FROM app.member UNION ALL SELECT id FROM app.task"))
                .isEmpty();
        assertThat(deadlocks(db)).isPositive();
    }

    @Test
    void a_stop_that_is_being_entered_while_another_process_takes_over_stands(TestDatabase db) throws SQLException {
        Shop.open(db, 40);
        var truth = Truth.before(db, "app");
        var policy = Shop.archived(folder).build();
        var campaigns = Shop.campaigns(db.dataSource(), PausePoint.NONE);
        try (var steps = new Interleaving(LONG)) {
            steps.stopAt("slow", "campaign.committed").stopAt("slow", "campaign.before-commit");
            var slow = steps.start("slow", () -> outcome(db, steps::reached, policy));
            slow.awaitStopped("campaign.before-commit");
            slow.resume();
            slow.awaitStopped("campaign.committed");
            campaigns.pause(1, Shop.ANN);
            slow.resume();
            slow.awaitStopped("campaign.before-commit");
            var pid = worker(db, 1);
            db.execute("UPDATE coppice.lease SET acquired_at = acquired_at - interval '1 h', heartbeat_at ="
                    + " heartbeat_at - interval '1 h', expires_at = expires_at - interval '1 h'");
            var fast = steps.start("fast", () -> outcome(db, PausePoint.NONE, policy));
            awaitBlockedBy(db, pid);
            steps.passAt("campaign.before-commit").passAt("campaign.committed");
            slow.resume();
            assertThat(slow.result()).isEqualTo("PAUSED");
            assertThat(fast.result()).isIn("PAUSED", "campaign.paused");
        }
        assertThat(campaigns.find(1).orElseThrow().state()).isEqualTo(CampaignState.PAUSED);
        campaigns.resume(1, Shop.ANN);
        assertThat(outcome(db, PausePoint.NONE, policy)).isEqualTo("SUCCEEDED");
        truth.requireConserved(folder, 1).requireLedger();
    }

    private Policy projects() {
        return Policy.of("projects", "app.project")
                .brakes(BrakesConfig.NONE)
                .when("done")
                .archive(to())
                .build();
    }

    private Policy members() {
        return Policy.of("members", "app.member")
                .brakes(BrakesConfig.NONE)
                .when("gone")
                .association(new AssociationConfig(TableName.parse("app.task"), "kind", "member", "member"))
                .archive(to())
                .build();
    }

    private StoreLocation to() {
        return StoreLocation.parse("file:" + folder);
    }

    private static int worker(TestDatabase db, long campaign) {
        return Integer.parseInt(new Database(db)
                .list("SELECT backend_pid::text FROM coppice.campaign_worker WHERE campaign_id = " + campaign)
                .getFirst());
    }

    private static void awaitBlockedBy(TestDatabase db, int pid) {
        while (new Database(db)
                .list("SELECT 1 FROM pg_catalog.pg_stat_activity AS a WHERE " + pid
                        + " = ANY (pg_catalog.pg_blocking_pids(a.pid))")
                .isEmpty()) {
            Thread.onSpinWait();
        }
    }

    /** Sessions tell of them when they end. */
    private static long deadlocks(TestDatabase db) {
        var end = System.nanoTime() + LONG.toNanos();
        var found = 0L;
        while (found == 0 && System.nanoTime() < end) {
            found = Long.parseLong(new Database(db)
                    .list("SELECT deadlocks::text FROM pg_catalog.pg_stat_database WHERE datname = current_database()")
                    .getFirst());
        }
        return found;
    }

    private static String outcome(TestDatabase db, PausePoint place, Policy policy) {
        try {
            var loud = Shop.OPTIONS.overriding(Act.of("bob", "a test of what is warned of"));
            return Shop.campaigns(db.dataSource(), place)
                    .execute(policy, loud, CampaignListener.NONE)
                    .campaign()
                    .state()
                    .name();
        } catch (CoppiceException refused) {
            return refused.code();
        }
    }
}
