package dev.coppice.prune;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.ops.internal.PausePoint;
import dev.coppice.prune.internal.campaign.Work.Sizes;
import dev.coppice.testkit.Interleaving;
import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.PostgresTest.Isolation;
import dev.coppice.testkit.TestDatabase;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Rows that are deleted without having been locked: what others may do to them before. */
@PostgresTest(Isolation.DATABASE)
class LeafRaceTest {
    private static final String VICTIM =
            "(SELECT id FROM app.session WHERE status = 'ENDED' ORDER BY ended_at, id LIMIT 1)";

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "step | UPDATE app.step SET event_id = living.id, n = 99 FROM (SELECT min(e.id) AS id FROM app.event AS e"
                        + " JOIN app.session AS s ON s.id = e.session_id WHERE s.status = 'OPEN') AS living"
                        + " WHERE n = 1 AND event_id IN (SELECT id FROM app.event WHERE session_id = :victim)"
                        + " | SELECT n FROM app.step WHERE n = 99",
                "grants | UPDATE app.grants SET entity_id = 'elsewhere' WHERE entity_type = 'session' AND entity_id = :victim::text"
                        + " | SELECT who FROM app.grants WHERE entity_id = 'elsewhere'"
            })
    void a_leaf_moved_away_after_it_was_counted_lives(String table, String move, String living, TestDatabase db) {
        Shop.open(db, 40);
        db.execute("INSERT INTO app.step SELECT id, 1 FROM app.event WHERE session_id = " + VICTIM
                + " ON CONFLICT DO NOTHING; DELETE FROM app.step WHERE n = 1 AND event_id <> (SELECT min(id) FROM"
                + " app.event WHERE session_id = " + VICTIM + ")");
        try (var steps = new Interleaving(Duration.ofSeconds(60))) {
            steps.stopAt("campaign", "chunk.locked");
            var policy = Shop.archived(folder).build();
            var campaign = steps.start(
                    "campaign",
                    () -> Shop.campaigns(db.dataSource(), steps::reached)
                            .execute(policy, Shop.OPTIONS, CampaignListener.NONE));
            campaign.awaitStopped("chunk.locked");
            db.execute(move.replace(":victim", VICTIM));
            var truth = Truth.before(db, "app");
            steps.passAt("chunk.locked");
            campaign.resume();
            var report = Objects.requireNonNull(campaign.result());
            assertThat(report.campaign().state()).isEqualTo(CampaignState.SUCCEEDED);
            truth.requireConserved(folder, report.campaign().id()).requireLedger();
            assertThat(new Database(db).list(living)).as(table).hasSize(1);
        }
    }

    @Test
    void a_leaf_that_stays_locked_costs_its_root_and_no_other(TestDatabase db) throws Exception {
        Shop.open(db, 40);
        var truth = Truth.before(db, "app");
        try (var other = db.connect()) {
            other.setAutoCommit(false);
            other.createStatement()
                    .execute("SELECT FROM app.grants WHERE entity_type = 'session' AND entity_id = " + VICTIM
                            + "::text FOR UPDATE");
            var report = Shop.execute(db, Shop.impatient(Shop.archived(folder)));
            other.rollback();
            assertThat(report.campaign().state()).isEqualTo(CampaignState.PARTIAL);
            assertThat(report.campaign().counts().skippedLocked()).contains(1L);
            truth.requireConserved(folder, report.campaign().id()).requireLedger();
            assertThat(truth.gone("session")).isEqualTo(20);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 4_000})
    void leaves_nobody_counted_on_are_rolled_back_counted_and_taken_in_parts(int many, TestDatabase db) {
        Shop.open(db, 1_200);
        db.execute("INSERT INTO app.grants SELECT 'session', s.id::text, 'crowd' FROM (SELECT id FROM app.session"
                + " WHERE status = 'ENDED' AND ended_at < now() - interval '90 days' ORDER BY ended_at DESC, id DESC"
                + " LIMIT 1 OFFSET 7) AS s, generate_series(1, " + many + ")");
        var truth = Truth.before(db, "app");
        var report = Shop.campaigns(db.dataSource(), PausePoint.NONE, new Sizes(200, 3, 300))
                .execute(Shop.archived(folder).build(), Shop.OPTIONS, CampaignListener.NONE);
        assertThat(report.campaign().state()).isEqualTo(CampaignState.SUCCEEDED);
        truth.requireConserved(folder, report.campaign().id()).requireLedger();
        assertThat(new Database(db).list("SELECT who FROM app.grants WHERE who = 'crowd'"))
                .isEmpty();
    }

    @Test
    void a_leaf_whose_delete_a_trigger_suppresses_is_locked_and_costs_its_root(TestDatabase db) {
        Shop.open(db, 40);
        db.execute("""
                CREATE FUNCTION app.keep() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$;
                CREATE TRIGGER keep BEFORE DELETE ON app.grants FOR EACH ROW WHEN (old.who = 'zoe')
                    EXECUTE FUNCTION app.keep();
                """);
        db.execute("UPDATE app.grants SET who = 'zoe' WHERE entity_id = " + VICTIM + "::text");
        var truth = Truth.before(db, "app");
        var report = Shop.execute(db, Shop.archived(folder).build());
        assertThat(report.campaign().state()).isEqualTo(CampaignState.PARTIAL);
        truth.requireConserved(folder, report.campaign().id()).requireLedger();
        assertThat(truth.gone("session")).isEqualTo(20);
        assertThat(new Database(db).list("SELECT code FROM coppice.campaign_root"))
                .containsExactly("delete-suppressed");
    }

    @Test
    void two_campaigns_at_once_over_the_same_tables_both_come_to_an_end(TestDatabase db) {
        Shop.open(db, 400);
        var truth = Truth.before(db, "app");
        var events = Policy.of("events", "app.event")
                .brakes(BrakesConfig.NONE)
                .when("body LIKE 'note%'")
                .archive(Shop.archived(folder)
                        .build()
                        .config()
                        .archive()
                        .orElseThrow()
                        .to())
                .build();
        try (var steps = new Interleaving(Duration.ofMinutes(2))) {
            var one = steps.start(
                    "one", () -> Shop.execute(db, Shop.archived(folder).build()));
            var two = steps.start("two", () -> Shop.execute(db, events));
            var first = Objects.requireNonNull(one.result());
            var second = Objects.requireNonNull(two.result());
            var third = Shop.execute(db, events);
            assertThat(first.campaign().state()).isIn(CampaignState.SUCCEEDED, CampaignState.PARTIAL);
            assertThat(third.campaign().state()).isEqualTo(CampaignState.SUCCEEDED);
            truth.requireConserved(
                            folder,
                            first.campaign().id(),
                            second.campaign().id(),
                            third.campaign().id())
                    .requireLedger();
            assertThat(new Database(db).list("SELECT id::text FROM app.event")).isEmpty();
        }
    }
}
