package dev.coppice.prune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.coppice.control.Act;
import dev.coppice.control.Freeze;
import dev.coppice.ops.internal.PausePoint;
import dev.coppice.testkit.Actor;
import dev.coppice.testkit.Interleaving;
import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.PostgresTest.Isolation;
import dev.coppice.testkit.TestDatabase;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A campaign while a brake holds it. The brake is a query that reads a flag. */
@PostgresTest(Isolation.DATABASE)
class CampaignBrakeTest {
    private static final Act BOB = Act.of("bob", "the shop is busy");
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final String BRAKED = "campaign.braked";

    @TempDir
    private Path folder;

    @BeforeEach
    void shop(TestDatabase db) {
        Shop.open(db, 60);
        db.execute("CREATE TABLE app.flag (go bool NOT NULL); INSERT INTO app.flag VALUES (false)");
    }

    private static PolicyBuilder policy() {
        return Shop.ended().brakes(BrakesConfig.NONE.sql("SELECT go FROM app.flag"));
    }

    @Test
    void a_braked_campaign_stays_running_says_why_and_goes_on_when_the_brake_opens(TestDatabase db) {
        var truth = Truth.before(db, "app");
        var heard = new CopyOnWriteArrayList<List<BrakeSpan>>();
        try (var steps = new Interleaving(LONG)) {
            var campaign = braked(steps, db, new Hearing(heard));
            var campaigns = Campaigns.on(db.dataSource());
            assertThat(campaigns.find(1).orElseThrow().state()).isEqualTo(CampaignState.RUNNING);
            assertThat(campaigns.find(1).orElseThrow().counts().chunks()).isZero();
            assertThat(campaigns.alive(1)).isTrue();
            assertThat(campaigns.brakes(1, 9)).singleElement().satisfies(span -> {
                assertThat(span.brake()).isEqualTo(BrakeName.SQL);
                assertThat(span.reason()).isEqualTo("The query says false.");
                assertThat(span.utilisation()).contains(1.0);
                assertThat(span.ended()).isEmpty();
            });
            db.execute("UPDATE app.flag SET go = true");
            assertThat(ended(steps, campaign).state()).isEqualTo(CampaignState.SUCCEEDED);
            assertThat(campaigns.brakes(1, 9))
                    .singleElement()
                    .satisfies(span -> assertThat(span.ended()).isPresent());
        }
        assertThat(heard).hasSize(2);
        assertThat(heard.getFirst()).hasSize(1);
        assertThat(heard.getLast()).isEmpty();
        truth.requireLedger();
    }

    @Test
    void its_times_are_summed_by_policy_and_brake(TestDatabase db) {
        db.execute("UPDATE app.flag SET go = true");
        var campaigns = Campaigns.on(db.dataSource());
        assertThat(campaigns.braked()).isEmpty();
        Shop.execute(db, policy().build());
        db.execute("INSERT INTO coppice.campaign_brake VALUES"
                + " (1, 'probe', 'r', 2, now() - interval '50 s', now() - interval '40 s'),"
                + " (1, 'probe', 'r', 2, now() - interval '30 s', now() - interval '27.5 s'),"
                + " (1, 'sql', 'r', 1, now() - interval '20 s', NULL)");
        var braked = campaigns.braked();
        assertThat(braked)
                .extracting(BrakedTime::policy, BrakedTime::brake)
                .containsExactly(
                        tuple(policy().build().name(), BrakeName.PROBE),
                        tuple(policy().build().name(), BrakeName.SQL));
        assertThat(braked.getFirst().time()).isEqualTo(Duration.ofMillis(12_500));
        assertThat(braked.getLast().time()).isBetween(Duration.ofSeconds(20), Duration.ofSeconds(80));
        db.execute("UPDATE coppice.campaign SET policy = 'subject:user#17'");
        assertThat(campaigns.braked()).extracting(BrakedTime::policy).containsOnly("subject:user");
    }

    @Test
    void it_is_paused_and_aborted_within_a_second(TestDatabase db) {
        var campaigns = Campaigns.on(db.dataSource());
        try (var steps = new Interleaving(LONG)) {
            var campaign = braked(steps, db, CampaignListener.NONE);
            campaigns.pause(1, BOB);
            assertThat(ended(steps, campaign).state()).isEqualTo(CampaignState.PAUSED);
        }
        assertThat(campaigns.brakes(1, 9))
                .allSatisfy(span -> assertThat(span.ended()).isPresent());
        campaigns.resume(1, BOB);
        try (var steps = new Interleaving(LONG)) {
            var campaign = braked(steps, db, CampaignListener.NONE);
            campaigns.abort(1, BOB);
            assertThat(ended(steps, campaign).state()).isEqualTo(CampaignState.CANCELLED);
        }
    }

    @Test
    void a_freeze_a_stop_of_its_process_and_the_end_of_its_time_are_seen(TestDatabase db) {
        var campaigns = Campaigns.on(db.dataSource());
        try (var steps = new Interleaving(LONG)) {
            var campaign = braked(steps, db, CampaignListener.NONE);
            DSL.using(db.dataSource(), SQLDialect.POSTGRES)
                    .transaction(configuration -> Freeze.in(configuration.dsl()).freeze(BOB));
            assertThat(ended(steps, campaign).stoppedBy()).contains("freeze");
        }
        DSL.using(db.dataSource(), SQLDialect.POSTGRES)
                .transaction(configuration -> Freeze.in(configuration.dsl()).unfreeze(BOB));
        try (var steps = new Interleaving(LONG)) {
            var campaign = braked(steps, db, new Leaving());
            assertThat(ended(steps, campaign).stoppedBy()).contains("process-stopped");
        }
        try (var steps = new Interleaving(LONG)) {
            var campaign = braked(steps, db, CampaignListener.NONE);
            campaigns.retune(1, tuning -> tuning.runtime(Optional.of(Duration.ofMillis(1))), BOB);
            assertThat(ended(steps, campaign).stoppedBy()).contains("limit.runtime");
        }
    }

    @Test
    void a_retune_takes_a_brake_off_while_it_holds_and_is_in_the_audit_trail(TestDatabase db) {
        try (var steps = new Interleaving(LONG)) {
            var campaign = braked(steps, db, CampaignListener.NONE);
            var tuned = Campaigns.on(db.dataSource())
                    .retune(1, tuning -> tuning.brakes(Map.of(BrakeName.SQL, BrakeName.OFF)), BOB);
            assertThat(tuned.tuning().brakes()).containsExactly(Map.entry(BrakeName.SQL, "off"));
            assertThat(ended(steps, campaign).state()).isEqualTo(CampaignState.SUCCEEDED);
        }
        assertThat(new Database(db)
                        .list("SELECT after_state::text FROM coppice.audit WHERE action = 'campaign.retuned'"))
                .singleElement()
                .asString()
                .contains("brakes={SQL=off}");
        var tuning = new Tuning(Duration.ofMillis(1), Optional.empty(), Optional.empty(), Optional.empty());
        assertThatThrownBy(() -> tuning.brakes(Map.of(BrakeName.WAITERS, "10s")))
                .hasMessage("brake waiters must be on, or off, was: 10s");
        assertThatThrownBy(() -> tuning.brakes(Map.of(BrakeName.PROBE, "2s")))
                .hasMessage("brake probe must be a time of at most 1s, such as 100ms, or off, was: 2s");
        assertThatThrownBy(() -> db.execute("UPDATE coppice.campaign SET brake_tuning = '{luck=off}'"))
                .hasMessageContaining("campaign_brake_tuning_check");
        assertThatThrownBy(
                        () -> db.execute("INSERT INTO coppice.campaign_brake VALUES (1, 'sql', 'r', 0.5, now(), NULL)"))
                .hasMessageContaining("campaign_brake_utilisation_check");
    }

    @Test
    void a_brake_that_closes_between_two_chunks_stops_the_next(TestDatabase db) {
        db.execute("UPDATE app.flag SET go = true");
        try (var steps = new Interleaving(LONG)) {
            steps.stopAt("campaign", "campaign.committed");
            steps.stopAt("campaign", BRAKED);
            var campaign = steps.start("campaign", () -> execute(db, steps, CampaignListener.NONE));
            campaign.awaitStopped("campaign.committed");
            db.execute("UPDATE app.flag SET go = false");
            awaitReadAfter(
                    db, new Database(db).list("SELECT clock_timestamp()::text").getFirst());
            steps.passAt("campaign.committed");
            campaign.resume();
            campaign.awaitStopped(BRAKED);
            var chunks = chunks(db);
            db.execute("UPDATE app.flag SET go = true");
            assertThat(ended(steps, campaign).state()).isEqualTo(CampaignState.SUCCEEDED);
            assertThat(chunks(db)).isGreaterThan(chunks);
        }
    }

    // Its session is gone at once, its spans are not: the next process ends them.
    @Test
    void a_process_killed_while_a_brake_holds_it_leaves_what_another_goes_on_with(TestDatabase db)
            throws IOException, InterruptedException {
        var truth = Truth.before(db, "app");
        try (var child = BrakedProcess.start(ChildPath.in(folder), db)) {
            child.execute(folder, BRAKED, 0);
            child.await("here");
            assertThat(Campaigns.on(db.dataSource()).brakes(1, 9)).hasSize(1);
            child.kill();
        }
        db.execute("UPDATE app.flag SET go = true");
        var ended = Shop.execute(db, policy().build()).campaign();
        assertThat(ended.id()).isEqualTo(1);
        assertThat(ended.state()).isEqualTo(CampaignState.SUCCEEDED);
        assertThat(Campaigns.on(db.dataSource()).brakes(1, 9))
                .singleElement()
                .satisfies(span -> assertThat(span.ended()).isPresent());
        truth.requireLedger();
    }

    /** Waits until the brake was read again: each read ends in a rollback, and the next begins a second later. */
    private static void awaitReadAfter(TestDatabase db, String time) {
        var end = System.nanoTime() + LONG.toNanos();
        var query = "SELECT pid::text FROM pg_catalog.pg_stat_activity WHERE datname = pg_catalog.current_database()"
                + " AND query = 'ROLLBACK' AND query_start > '" + time + "'::timestamptz + interval '1.1 s'";
        while (new Database(db).list(query).isEmpty()) {
            assertThat(System.nanoTime()).isLessThan(end);
        }
    }

    private static long chunks(TestDatabase db) {
        return Campaigns.on(db.dataSource()).find(1).orElseThrow().counts().chunks();
    }

    /** A campaign that stands where its brake holds it. */
    private static Actor<Campaign> braked(Interleaving steps, TestDatabase db, CampaignListener listener) {
        steps.stopAt("campaign", BRAKED);
        var campaign = steps.start("campaign", () -> execute(db, steps, listener));
        campaign.awaitStopped(BRAKED);
        return campaign;
    }

    private static Campaign execute(TestDatabase db, Interleaving steps, CampaignListener listener) {
        return Shop.campaigns(db.dataSource(), steps::reached)
                .execute(policy().build(), Shop.OPTIONS, listener)
                .campaign();
    }

    private static Campaign ended(Interleaving steps, Actor<Campaign> campaign) {
        steps.passAt(BRAKED);
        campaign.resume();
        return Objects.requireNonNull(campaign.result());
    }

    /** A process of its own whose campaigns have the brake. */
    public static final class BrakedProcess {
        private BrakedProcess() {}

        static Child start(ChildPath path, TestDatabase db) throws IOException {
            return Child.start(List.of(), path, BrakedProcess.class, db);
        }

        /** Obeys as {@link CampaignProcess} does. */
        public static void main(String[] args) throws IOException {
            CampaignProcess.obey(order -> executed(args, order));
        }

        private static String executed(String[] args, String[] order) {
            var stands = CampaignProcess.standing(order[1], Integer.parseInt(order[2]));
            var source = CampaignProcess.announcing(args[0], args[1], args[2], PausePoint.NONE);
            var report = Shop.campaigns(source, stands).execute(policy().build(), Shop.OPTIONS, CampaignListener.NONE);
            return "ended " + report.campaign().state();
        }
    }

    private record Hearing(List<List<BrakeSpan>> heard) implements CampaignListener {
        @Override
        public void progressed(CampaignProgress progress) {}

        @Override
        public void braked(Campaign campaign, List<BrakeSpan> holding) {
            heard.add(holding);
        }
    }

    /** Wants its process to leave once a brake holds. */
    private static final class Leaving implements CampaignListener {
        private volatile boolean braked;

        @Override
        public void progressed(CampaignProgress progress) {}

        @Override
        public void braked(Campaign campaign, List<BrakeSpan> holding) {
            braked = true;
        }

        @Override
        public boolean stopRequested() {
            return braked;
        }
    }
}
