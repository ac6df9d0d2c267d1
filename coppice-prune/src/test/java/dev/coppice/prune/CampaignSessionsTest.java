package dev.coppice.prune;

import static org.assertj.core.api.Assertions.assertThat;

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
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.PGConnection;

/** Who works on a campaign when several want to. */
@PostgresTest(Isolation.DATABASE)
class CampaignSessionsTest {
    private static final Duration LONG = Duration.ofMinutes(2);

    @TempDir
    private Path folder;

    @Test
    void of_two_executions_at_the_same_instant_one_works_and_the_other_is_refused(TestDatabase db) {
        Shop.open(db, 40);
        var truth = Truth.before(db, "app");
        var policy = Shop.archived(folder).build();
        try (var steps = new Interleaving(LONG)) {
            var instant = new CyclicBarrier(2);
            var refused = new CountDownLatch(1);
            // Whoever works waits for the other's end: else the second could come when there is nothing more to do.
            PausePoint point = place -> {
                if (place.equals("campaign.entered")) {
                    waitFor(refused);
                }
            };
            var both = Stream.of("one", "two")
                    .map(name -> steps.start(name, () -> {
                        instant.await();
                        var ended = outcome(Shop.campaigns(db.dataSource(), point), policy);
                        refused.countDown();
                        return ended;
                    }))
                    .toList();
            assertThat(both.stream().map(each -> Objects.requireNonNull(each.result())))
                    .containsExactlyInAnyOrder("SUCCEEDED", "campaign.running");
        }
        // The one that was faster has the second number where the other had taken the first.
        var id = new Database(db).list("SELECT id::text FROM coppice.campaign").getFirst();
        truth.requireConserved(folder, Long.parseLong(id)).requireLedger();
    }

    @Test
    void of_two_processes_one_works_and_the_other_is_refused_until_the_first_is_dead(TestDatabase db) throws Exception {
        var scene = Scene.open(db);
        var path = ChildPath.in(folder);
        try (var one = Child.start(path, db);
                var two = Child.start(path, db)) {
            one.await("ready");
            two.await("ready");
            one.execute(folder.resolve("archive"), "chunk.locked", 1);
            one.await("here");
            two.execute(folder.resolve("archive"));
            assertThat(two.await("refused")).isEqualTo("campaign.running");
            one.kill();
            two.execute(folder.resolve("archive"));
            assertThat(two.await("ended")).isEqualTo("SUCCEEDED");
        }
        scene.requireWhole(folder.resolve("archive"), "two processes");
    }

    @Test
    void a_dead_process_behind_a_pooler_is_known_when_its_lease_has_run_out(TestDatabase db) throws Exception {
        var scene = Scene.open(db);
        var path = ChildPath.in(folder);
        var archive = folder.resolve("archive");
        try (var child = Child.start(path, db)) {
            child.await("ready");
            child.execute(archive, "campaign.committed", 3);
            child.await("here");
        }
        // A pooler keeps the session of a client that is gone.
        try (var pooled = db.connect()) {
            db.execute("UPDATE coppice.campaign_worker AS w SET backend_pid = a.pid, backend_start = a.backend_start"
                    + " FROM pg_catalog.pg_stat_activity AS a WHERE a.pid = "
                    + pooled.unwrap(PGConnection.class).getBackendPID());
            var campaigns = Shop.campaigns(db.dataSource(), PausePoint.NONE);
            assertThat(outcome(campaigns, Shop.archived(archive).build())).isEqualTo("campaign.running");
            db.execute(
                    "UPDATE coppice.lease SET acquired_at = acquired_at - interval '1 h', heartbeat_at = heartbeat_at -"
                            + " interval '1 h', expires_at = expires_at - interval '1 h'");
            scene.endsAtOnce(archive, "a pooler");
        }
    }

    @Test
    void a_process_found_dead_that_is_not_leaves_its_campaign_to_the_next(TestDatabase db) throws SQLException {
        Shop.open(db, 40);
        var truth = Truth.before(db, "app");
        var policy = Shop.archived(folder).build();
        try (var steps = new Interleaving(LONG)) {
            steps.stopAt("slow", "campaign.committed");
            var slow = steps.start("slow", () -> outcome(Shop.campaigns(db.dataSource(), steps::reached), policy));
            slow.awaitStopped("campaign.committed");
            db.execute(
                    "UPDATE coppice.lease SET acquired_at = acquired_at - interval '1 h', heartbeat_at = heartbeat_at -"
                            + " interval '1 h', expires_at = expires_at - interval '1 h'");
            steps.stopAt("fast", "campaign.committed");
            var fast = steps.start("fast", () -> outcome(Shop.campaigns(db.dataSource(), steps::reached), policy));
            fast.awaitStopped("campaign.committed");
            steps.passAt("campaign.committed");
            slow.resume();
            assertThat(slow.result()).isEqualTo("campaign.taken-over");
            fast.resume();
            assertThat(fast.result()).isEqualTo("SUCCEEDED");
        }
        truth.requireConserved(folder, 1).requireLedger();
    }

    @Test
    void two_policies_over_the_same_tables_at_once_take_each_row_once(TestDatabase db) {
        Shop.open(db, 60);
        var truth = Truth.before(db, "app");
        var events = Policy.of("even-events", TableName.parse("app.event"))
                .brakes(BrakesConfig.NONE)
                .when("id % 2 = 0")
                .archive(Shop.archived(folder)
                        .build()
                        .config()
                        .archive()
                        .orElseThrow()
                        .to())
                .build();
        try (var steps = new Interleaving(LONG)) {
            var both = Stream.of(Shop.archived(folder).build(), events)
                    .map(policy -> steps.start(
                            policy.name(), () -> outcome(Shop.campaigns(db.dataSource(), PausePoint.NONE), policy)))
                    .toList();
            both.forEach(each -> assertThat(each.result()).isIn("SUCCEEDED", "PARTIAL"));
        }
        truth.requireConserved(folder, 1, 2).requireLedger();
        for (var policy : Stream.of(Shop.archived(folder).build(), events).toList()) {
            assertThat(outcome(Shop.campaigns(db.dataSource(), PausePoint.NONE), policy))
                    .isEqualTo("SUCCEEDED");
        }
        truth.requireGone(
                "session",
                "SELECT count(*) FROM app.session WHERE status = 'ENDED' AND ended_at < now() -"
                        + " interval '90 days'");
        assertThat(new Database(db).list("SELECT 1 FROM app.event WHERE id % 2 = 0"))
                .isEmpty();
    }

    private static String outcome(Campaigns campaigns, Policy policy) {
        try {
            var loud = Shop.OPTIONS.overriding(Shop.ANN);
            return campaigns
                    .execute(policy, loud, CampaignListener.NONE)
                    .campaign()
                    .state()
                    .name();
        } catch (CoppiceException refused) {
            return refused.code();
        }
    }

    private static void waitFor(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
