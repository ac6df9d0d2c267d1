package dev.coppice.prune;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.ops.internal.PausePoint;
import dev.coppice.ops.spi.Waiter;
import dev.coppice.prune.internal.brake.Governor;
import dev.coppice.prune.internal.campaign.ParkingWaiter;
import dev.coppice.prune.internal.campaign.Work.Hooks;
import dev.coppice.prune.internal.campaign.Work.Sizes;
import dev.coppice.testkit.Interleaving;
import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.PostgresTest.Isolation;
import dev.coppice.testkit.TestDatabase;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A campaign beside sessions that wait for it, hold snapshots, or are not to be seen. */
@PostgresTest(Isolation.DATABASE)
class OtherSessionsBrakeTest {
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final String BRAKED = "campaign.braked";

    @BeforeEach
    void shop(TestDatabase db) {
        Shop.open(db, 60);
    }

    // The first chunk deletes for half a minute. It is rolled back for the one who waits; when it may be no smaller, it
    // is not.
    @Test
    void f32_a_chunk_that_somebody_waits_for_is_rolled_back_and_made_smaller(TestDatabase db) throws Exception {
        var truth = Truth.before(db, "app");
        db.execute("""
                CREATE TABLE app.slow (id int);
                INSERT INTO app.slow VALUES (1);
                CREATE FUNCTION app.dawdle() RETURNS trigger LANGUAGE plpgsql AS $$
                BEGIN
                    IF EXISTS (SELECT FROM app.slow) THEN
                        PERFORM pg_catalog.pg_sleep(30);
                    END IF;
                    RETURN NULL;
                END $$;
                CREATE TRIGGER dawdle AFTER DELETE ON app.event FOR EACH ROW EXECUTE FUNCTION app.dawdle();
                """);
        try (var steps = new Interleaving(LONG);
                var other = db.connect()) {
            steps.stopAt("campaign", "chunk.locked");
            var policy = Shop.ended().brakes(BrakesConfig.NONE.waiters(true)).build();
            var campaign = steps.start(
                    "campaign",
                    () -> Shop.campaigns(db.dataSource(), steps::reached, new Sizes(500, 10, 5_000))
                            .execute(policy, Shop.OPTIONS, CampaignListener.NONE)
                            .campaign());
            campaign.awaitStopped("chunk.locked");
            var waiter = steps.start("waiter", () -> {
                try (var statement = other.createStatement()) {
                    return statement.executeUpdate("UPDATE app.session SET note = note WHERE status = 'ENDED'");
                }
            });
            steps.awaitBlocked(db.dataSource(), other);
            steps.passAt("chunk.locked");
            steps.stopAt("campaign", BRAKED);
            campaign.resume();
            assertThat(waiter.result()).isPositive();
            campaign.awaitStopped(BRAKED);
            assertThat(Campaigns.on(db.dataSource()).brakes(1, 9))
                    .singleElement()
                    .satisfies(span -> {
                        assertThat(span.brake()).isEqualTo(BrakeName.WAITERS);
                        assertThat(span.reason())
                                .startsWith("Session ")
                                .contains(" had waited ")
                                .endsWith(" ms for its locks; the chunk was rolled back.");
                    });
            db.execute("DELETE FROM app.slow");
            steps.passAt(BRAKED);
            campaign.resume();
            assertThat(Objects.requireNonNull(campaign.result()).state()).isEqualTo(CampaignState.SUCCEEDED);
        }
        truth.requireLedger();
    }

    @Test
    void a_held_snapshot_slows_a_campaign_and_does_not_stop_it(TestDatabase db) throws Exception {
        var brakes = BrakesConfig.NONE.oldestSnapshot(BrakeTime.of(Duration.ofMillis(1)));
        var pauses = new CopyOnWriteArrayList<Duration>();
        Waiter patient = pause -> {
            pauses.add(pause);
            new ParkingWaiter().await(pause);
        };
        try (var report = db.connect()) {
            report.setAutoCommit(false);
            report.createStatement()
                    .execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ; SELECT count(*) FROM app.session");
            var ended = Campaigns.on(db.dataSource(), new Hooks(patient, PausePoint.NONE, new Sizes(60, 3, 60)))
                    .execute(Shop.ended().brakes(brakes).build(), Shop.OPTIONS, CampaignListener.NONE)
                    .campaign();
            assertThat(ended.state()).isEqualTo(CampaignState.SUCCEEDED);
            report.rollback();
        }
        assertThat(Campaigns.on(db.dataSource()).brakes(1, 9))
                .isNotEmpty()
                .allSatisfy(span -> assertThat(span.brake()).isEqualTo(BrakeName.OLDEST_SNAPSHOT));
        var worked = Long.parseLong(new Database(db)
                .list("SELECT sum(took_ms)::text FROM coppice.campaign_chunk")
                .getFirst());
        assertThat(pauses.stream().reduce(Duration.ZERO, Duration::plus)).isGreaterThan(Duration.ofMillis(worked));
    }

    @Test
    void without_pg_monitor_what_is_hidden_holds_and_says_what_is_missing(TestDatabase db) throws Exception {
        db.execute("CREATE ROLE reader_of_brakes");
        try (var somebody = db.connect();
                var governor = new Governor(
                        new AsRole(db.dataSource(), "reader_of_brakes"),
                        1,
                        BrakesConfig.NONE.oldestSnapshot(BrakeTime.of(Duration.ofHours(1))),
                        List.of())) {
            somebody.createStatement().execute("SELECT 1");
            governor.tuned(Map.of());
            var verdict = governor.verdict();
            for (var end = System.nanoTime() + LONG.toNanos(); verdict.held().isEmpty(); verdict = governor.verdict()) {
                assertThat(System.nanoTime()).isLessThan(end);
                governor.await(verdict, Duration.ofSeconds(1));
            }
            assertThat(verdict.held().getFirst().reason())
                    .isEqualTo(
                            "This role may not see the snapshots of other roles' sessions: have pg_monitor granted to it.");
        } finally {
            db.execute("DROP ROLE reader_of_brakes");
        }
    }
}
