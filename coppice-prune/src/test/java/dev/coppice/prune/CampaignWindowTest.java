package dev.coppice.prune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coppice.control.Act;
import dev.coppice.control.AuditEvent;
import dev.coppice.control.AuditTrail;
import dev.coppice.control.TimeWindow;
import dev.coppice.ops.CoppiceException;
import dev.coppice.ops.internal.PausePoint;
import dev.coppice.prune.internal.campaign.ParkingWaiter;
import dev.coppice.prune.internal.campaign.Work.Hooks;
import dev.coppice.prune.internal.campaign.Work.Sizes;
import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.PostgresTest.Isolation;
import dev.coppice.testkit.TestDatabase;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.EnumSet;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Campaigns that keep to a window. The clock of the database is set by the test, between two chunks too. */
@PostgresTest(Isolation.DATABASE)
class CampaignWindowTest {
    private static final Act BOB = Act.of("bob", "the disk is full");
    private static final Instant NIGHT = Instant.parse("2027-01-10T23:00:00Z");
    private static final Instant NOON = Instant.parse("2027-01-11T12:00:00Z");

    private final TestDatabase db;
    private final AtomicReference<Instant> clock = new AtomicReference<>(NIGHT);

    CampaignWindowTest(TestDatabase db) {
        this.db = db;
    }

    @BeforeEach
    void shop() {
        Shop.open(db, 200);
    }

    @Test
    void outside_of_its_window_a_campaign_is_not_begun() {
        clock.set(NOON);
        assertThatThrownBy(() -> execute(Shop.OPTIONS, CampaignListener.NONE))
                .isInstanceOf(CoppiceException.class)
                .hasMessage("Policy \"ended-sessions\" was not executed. Its window 22:00-06:00"
                        + " Europe/Berlin is closed, by the clock of the database, until 2027-01-11T22:00+01:00. Nothing was"
                        + " changed. Execute it then, or override the window aloud with a reason.");
        refused(() -> campaigns().begin(policy(), Shop.OPTIONS));
        refused(() -> campaigns().requireExecutable(policy(), Shop.OPTIONS));
        assertThat(count("coppice.campaign") + count("coppice.audit")).isZero();
    }

    @Test
    void when_its_window_closes_it_stops_after_its_chunk_and_goes_on_when_that_opens() {
        var truth = Truth.before(db, "app");
        var stopped = execute(Shop.OPTIONS, after(3, NOON)).campaign();
        assertThat(stopped.state()).isEqualTo(CampaignState.INTERRUPTED);
        assertThat(stopped.stoppedBy()).contains("window");
        assertThat(stopped.reason())
                .isEqualTo("Its window 22:00-06:00 Europe/Berlin is closed, by the clock of the database, until"
                        + " 2027-01-11T22:00+01:00.");
        assertThat(stopped.counts().chunks()).isEqualTo(3);
        refused(() -> campaigns().carryOn(stopped.id(), policy(), Shop.OPTIONS, CampaignListener.NONE));

        clock.set(NIGHT.plusSeconds(86_400));
        var ended = execute(Shop.OPTIONS, CampaignListener.NONE).campaign();
        assertThat(ended.id()).isEqualTo(stopped.id());
        assertThat(ended.state()).isEqualTo(CampaignState.SUCCEEDED);
        truth.requireLedger();
    }

    @Test
    void a_clock_that_is_set_back_and_forth_within_the_window_stops_nothing_and_one_set_out_of_it_does() {
        var chunks = new AtomicInteger();
        var report = execute(Shop.OPTIONS, progress -> {
            switch (chunks.incrementAndGet()) {
                case 1 -> clock.set(NIGHT.minusSeconds(3600));
                case 2 -> clock.set(NIGHT.plusSeconds(3 * 3600));
                case 4 -> clock.set(NIGHT.minusSeconds(6 * 3600));
                default -> {}
            }
        });
        assertThat(report.campaign().stoppedBy()).contains("window");
        assertThat(report.campaign().counts().chunks()).isEqualTo(4);
    }

    @Test
    void who_overrides_it_aloud_may_go_on_until_it_opens_and_is_kept_to_it_then() {
        clock.set(NOON);
        var opens = Instant.parse("2027-01-11T21:00:00Z");
        var chunks = new AtomicInteger();
        var report = execute(Shop.OPTIONS.overriding(BOB), progress -> {
            switch (chunks.incrementAndGet()) {
                case 1 -> clock.set(opens.minusSeconds(1));
                case 2 -> clock.set(opens);
                case 3 -> clock.set(opens.plusSeconds(8 * 3600));
                default -> {}
            }
        });
        assertThat(report.campaign().stoppedBy()).contains("window");
        assertThat(report.campaign().counts().chunks()).isEqualTo(3);
        assertThat(new Database(db)
                        .list(
                                "SELECT actor || ': ' || reason || ' ' || (after_state #>> '{}') FROM coppice.audit WHERE action"
                                        + " = 'campaign.window-overridden'"))
                .containsExactly("bob: the disk is full until 2027-01-11T21:00:00Z");
        refused(() -> execute(Shop.OPTIONS, CampaignListener.NONE));
    }

    @Test
    void what_one_process_overrides_another_may_carry_on() {
        clock.set(NOON);
        var begun = campaigns().begin(policy(), Shop.OPTIONS.overriding(BOB));
        assertThat(campaigns().window(begun.id()).orElseThrow())
                .isEqualTo(new CampaignWindow(
                        TimeWindow.parse("22:00-06:00 Europe/Berlin"),
                        false,
                        Instant.parse("2027-01-11T21:00:00Z"),
                        Optional.of(Instant.parse("2027-01-11T21:00:00Z"))));
        var ended = campaigns().carryOn(begun.id(), policy(), Shop.OPTIONS, CampaignListener.NONE);
        assertThat(ended.campaign().state()).isEqualTo(CampaignState.SUCCEEDED);
    }

    @Test
    void who_overrides_it_at_the_begin_waits_for_the_campaigns_row_before_the_trail() throws Exception {
        campaigns().begin(policy(), Shop.OPTIONS);
        clock.set(NOON);
        try (var threads = Executors.newSingleThreadExecutor();
                var other = db.connect();
                var statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("SELECT FROM coppice.campaign FOR UPDATE");
            var again = threads.submit(() -> campaigns()
                    .begin(
                            policy(),
                            Shop.OPTIONS.overriding(BOB),
                            (dsl, campaign) -> AuditTrail.in(dsl)
                                    .append(AuditEvent.of(BOB, "test.asked", "campaign/" + campaign.id()))));
            Until.holds(() ->
                    count("pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()") > 0);
            statement.execute("SELECT FROM coppice.audit_head FOR UPDATE NOWAIT");
            other.rollback();
            again.get();
        }
        assertThat(new Database(db).list("SELECT action FROM coppice.audit ORDER BY seq"))
                .containsExactly("campaign.created", "test.asked", "campaign.window-overridden");
    }

    @Test
    void a_campaign_keeps_to_the_window_of_the_policy_as_it_is_now() {
        var stopped = execute(Shop.OPTIONS, after(2, NOON)).campaign();
        assertThat(campaigns().window(stopped.id()).orElseThrow().open()).isFalse();
        var always = Shop.ended().build();
        var ended = campaigns().execute(always, Shop.OPTIONS, CampaignListener.NONE);
        assertThat(ended.campaign().id()).isEqualTo(stopped.id());
        assertThat(ended.campaign().state()).isEqualTo(CampaignState.SUCCEEDED);
        assertThat(campaigns().window(stopped.id())).isEmpty();
    }

    @Test
    void the_clock_that_counts_is_the_one_of_the_database() {
        var now =
                Instant.now().atZone(ZoneOffset.UTC).toLocalTime().withSecond(0).withNano(0);
        var soon = new TimeWindow(EnumSet.allOf(DayOfWeek.class), now.plusHours(2), now.plusHours(3), ZoneOffset.UTC);
        var policy = Shop.ended().window(soon).build();
        refused(() -> Shop.execute(db, policy));
        var here = new TimeWindow(soon.days(), now.minusHours(2), now.plusHours(2), soon.zone());
        assertThat(Shop.execute(db, Shop.ended().window(here).build())
                        .campaign()
                        .state())
                .isEqualTo(CampaignState.SUCCEEDED);
    }

    private CampaignListener after(int chunks, Instant time) {
        return progress -> {
            if (progress.campaign().counts().chunks() == chunks) {
                clock.set(time);
            }
        };
    }

    private CampaignReport execute(CampaignOptions options, CampaignListener listener) {
        return campaigns().execute(policy(), options, listener);
    }

    private Campaigns campaigns() {
        return Campaigns.on(
                db.dataSource(),
                new Hooks(new ParkingWaiter(), PausePoint.NONE, new Sizes(60, 3, 60), dsl -> clock.get()));
    }

    private static Policy policy() {
        return Shop.ended()
                .window(TimeWindow.parse("22:00-06:00 Europe/Berlin"))
                .build();
    }

    private long count(String table) {
        return Long.parseLong(
                new Database(db).list("SELECT count(*) FROM " + table).getFirst());
    }

    private static void refused(ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOf(CoppiceException.class)
                .extracting(thrown -> ((CoppiceException) thrown).code())
                .isEqualTo("campaign.window-closed");
    }
}
