package dev.coppice.prune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coppice.control.TimeWindow;
import dev.coppice.ops.CoppiceException;
import dev.coppice.ops.internal.PausePoint;
import dev.coppice.prune.internal.campaign.ParkingWaiter;
import dev.coppice.prune.internal.campaign.Work.Hooks;
import dev.coppice.prune.internal.campaign.Work.Sizes;
import dev.coppice.testkit.Interleaving;
import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.PostgresTest.Isolation;
import dev.coppice.testkit.TestDatabase;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two processes whose files say different things of the window of one policy: each goes by its own. */
@PostgresTest(Isolation.DATABASE)
class TwoWindowsTest {
    private static final Instant NIGHT = Instant.parse("2027-01-10T23:00:00Z");
    private static final Instant NOON = Instant.parse("2027-01-11T12:00:00Z");
    private static final Policy BY_NIGHT = within("22:00-06:00 UTC");
    private static final Policy BY_DAY = within("08:00-20:00 UTC");

    private final TestDatabase db;
    private final AtomicReference<Instant> clock = new AtomicReference<>(NIGHT);

    TwoWindowsTest(TestDatabase db) {
        this.db = db;
    }

    @BeforeEach
    void shop() {
        Shop.open(db, 200);
    }

    @Test
    void what_one_began_by_night_the_other_goes_on_with_by_day_until_it_has_the_same_file() {
        var truth = Truth.before(db, "app");
        var begun = campaigns(PausePoint.NONE)
                .execute(BY_NIGHT, Shop.OPTIONS, closing(2, NOON))
                .campaign();
        assertThat(begun.stoppedBy()).contains("window");
        refused(begun.id(), BY_NIGHT);
        var byDay = campaigns(PausePoint.NONE)
                .carryOn(begun.id(), BY_DAY, Shop.OPTIONS, closing(4, NIGHT))
                .campaign();
        assertThat(byDay.stoppedBy()).contains("window");
        assertThat(byDay.counts().chunks()).isEqualTo(4);
        refused(begun.id(), BY_DAY);
        var ended = campaigns(PausePoint.NONE)
                .carryOn(begun.id(), BY_NIGHT, Shop.OPTIONS, CampaignListener.NONE)
                .campaign();
        assertThat(ended.state()).isEqualTo(CampaignState.SUCCEEDED);
        truth.requireLedger();
    }

    @Test
    void of_two_that_work_at_once_the_one_whose_window_closes_leaves_and_the_other_ends_it() {
        var truth = Truth.before(db, "app");
        var meeting = new Meeting(db, 2);
        PausePoint point = place -> {
            meeting.reached(place);
            if (meeting.met()) {
                clock.set(NOON);
            }
        };
        try (var steps = new Interleaving(Duration.ofSeconds(60))) {
            var night = steps.start(
                    "night",
                    () -> campaigns(point)
                            .execute(BY_NIGHT, Shop.OPTIONS, CampaignListener.NONE)
                            .campaign());
            Until.holds(() ->
                    new Database(db).list("SELECT pass FROM coppice.campaign").contains("walk"));
            var always = steps.start(
                    "always",
                    () -> campaigns(point)
                            .join(1, Shop.ended().build(), Shop.OPTIONS, CampaignListener.NONE)
                            .campaign());
            assertThat(Objects.requireNonNull(always.result()).state()).isEqualTo(CampaignState.SUCCEEDED);
            assertThat(Objects.requireNonNull(night.result()).id()).isEqualTo(1);
        }
        truth.requireLedger();
        assertThat(new Database(db)
                        .list("SELECT count(*)::text FROM coppice.campaign_worker WHERE left_at IS NOT NULL"))
                .containsExactly("2");
    }

    private void refused(long id, Policy policy) {
        assertThatThrownBy(() -> campaigns(PausePoint.NONE).carryOn(id, policy, Shop.OPTIONS, CampaignListener.NONE))
                .isInstanceOf(CoppiceException.class)
                .hasMessageContaining("is closed, by the clock of the database, until");
    }

    /** Sets the clock once so many chunks are done. */
    private CampaignListener closing(int chunks, Instant time) {
        return progress -> {
            if (progress.campaign().counts().chunks() == chunks) {
                clock.set(time);
            }
        };
    }

    private Campaigns campaigns(PausePoint point) {
        return Campaigns.on(
                db.dataSource(), new Hooks(new ParkingWaiter(), point, new Sizes(60, 3, 60), dsl -> clock.get()));
    }

    private static Policy within(String hours) {
        return Shop.ended().window(TimeWindow.parse(hours)).build();
    }
}
