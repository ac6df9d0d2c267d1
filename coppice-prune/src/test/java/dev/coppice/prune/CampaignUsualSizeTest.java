package dev.coppice.prune;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.control.Percentage;
import dev.coppice.ops.internal.PausePoint;
import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.PostgresTest.Isolation;
import dev.coppice.testkit.TestDatabase;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A limit that is reckoned from what campaigns of a policy usually take. */
@PostgresTest(Isolation.DATABASE)
class CampaignUsualSizeTest {
    // language=SQL
    private static final String ENDED = """
            INSERT INTO coppice.campaign (
                policy, table_schema, table_name, plan_hash, fingerprint, plan, horizon_at, requested_by, requested_reason,
                chunk_time_ms, state, state_reason, stopped_by, chunks, roots, rows_deleted, created_at, started_at,
                changed_at, ended_at
            )
            SELECT ':policy', 'app', 'session', repeat('0', 64), '', '{}', now(), 'ann', 'test',
                250, 'PARTIAL', 'It reached a limit.', 'limit.rows', 1, n, n, now(), now(), now(), now()
            FROM unnest(ARRAY:roots::bigint[]) WITH ORDINALITY AS past (n, place)
            ORDER BY place
            """;

    private final TestDatabase db;

    CampaignUsualSizeTest(TestDatabase db) {
        this.db = db;
    }

    @BeforeEach
    void shop() {
        Shop.open(db, 200);
    }

    @Test
    void a_campaign_stops_at_so_many_times_what_is_usual_to_the_row() {
        ended(4, 90, 5, 6);
        var truth = Truth.before(db, "app");
        var campaign = Shop.execute(db, Shop.ended().timesUsual(3).build()).campaign();
        assertThat(campaign.state()).isEqualTo(CampaignState.PARTIAL);
        assertThat(campaign.stoppedBy()).contains("limit.times-usual");
        assertThat(campaign.reason())
                .isEqualTo(
                        "It has taken the 18 roots that it may, reckoned from what campaigns of this policy usually take.");
        assertThat(campaign.counts().roots())
                .as("3 × 6: the median of 4, 5, 6 and 90 is 5.5")
                .isEqualTo(18);
        assertThat(truth.gone("session")).isEqualTo(18);
    }

    @Test
    void without_history_it_does_not_act() {
        ended(5, 5);
        ended(0, 0, 0);
        past("another", 1, 1, 1);
        var policy = Shop.ended().timesUsual(2).build();
        assertThat(said(policy))
                .containsExactly(
                        "info usual-size ended-sessions: limits.times-usual does not act yet: 2 of its campaigns have"
                                + " taken something, and what is usual takes 3.");
        assertThat(Shop.execute(db, policy).campaign().state()).isEqualTo(CampaignState.SUCCEEDED);
    }

    @Test
    void the_last_ten_count() {
        ended(100, 100, 100, 100, 100, 100, 100, 100, 100, 100, 100);
        ended(2, 2, 2, 2, 2, 2, 2, 2, 2, 2);
        assertThat(said(Shop.ended().timesUsual(4).build()))
                .contains(
                        "info usual-size ended-sessions: Its campaigns usually take 2 rows of its table, the median of the"
                                + " last 10: one stops at 8, 4 times as many.");
    }

    @Test
    void the_narrower_of_two_limits_counts_and_is_named() {
        ended(3, 3, 3);
        var share = Shop.ended().timesUsual(50).maxShare(Percentage.parse("5%")).build();
        var narrow = Shop.execute(db, share).campaign();
        assertThat(narrow.stoppedBy()).contains("limit.max-share");
        assertThat(narrow.counts().roots()).isEqualTo(10);
        var wide = Shop.ended().timesUsual(2).maxShare(Percentage.parse("50%")).build();
        assertThat(Shop.execute(db, wide).campaign().stoppedBy()).contains("limit.times-usual");
    }

    @Test
    void it_is_reckoned_once_and_gives_way_to_what_somebody_sets() {
        ended(3, 3, 3);
        var policy = Shop.ended().timesUsual(2).build();
        var campaigns = Shop.campaigns(db.dataSource(), PausePoint.NONE);
        var begun = campaigns.begin(policy, Shop.OPTIONS);
        ended(90, 90, 90, 90, 90);
        assertThat(campaigns.find(begun.id()).orElseThrow().tuning().roots()).contains(6L);
        campaigns.retune(begun.id(), tuning -> tuning.roots(Optional.of(7L)), Shop.ANN);
        var ended = campaigns.carryOn(begun.id(), policy, Shop.OPTIONS, CampaignListener.NONE);
        assertThat(ended.campaign().counts().roots()).isEqualTo(7);
        assertThat(ended.campaign().stoppedBy()).contains("limit.max-share");
    }

    @Test
    void a_plan_warns_of_what_is_unusual_before_it_runs_also_without_the_limit() {
        var eligible =
                Plans.on(db.dataSource()).plan(Shop.ended().build()).roots().count();
        var tenth = (eligible + 9) / 10;
        ended(tenth, tenth, tenth);
        assertThat(said(Shop.ended().build())).noneMatch(finding -> finding.contains("unusual-size"));
        ended(4, 4, 4, 4);
        assertThat(said(Shop.ended().build()))
                .containsExactly("warn unusual-size ended-sessions: About " + eligible + " rows of its table may go, "
                        + eligible / 4 + " times what its campaigns usually take.");
        assertThat(said(Shop.ended().timesUsual(5).build()))
                .contains("warn unusual-size ended-sessions: About " + eligible + " rows of its table may go, "
                        + eligible / 4
                        + " times what its campaigns usually take. A campaign stops at limits.times-usual.");
        assertThat(said(Shop.ended().timesUsual(1_000).build())).noneMatch(finding -> finding.contains("unusual-size"));
    }

    private List<String> said(Policy policy) {
        return Plans.on(db.dataSource()).plan(policy).findings().stream()
                .map(Finding::toString)
                .filter(finding -> finding.contains("usual-size"))
                .toList();
    }

    private void ended(long... roots) {
        past("ended-sessions", roots);
    }

    private void past(String policy, long... roots) {
        db.execute(ENDED.replace(":policy", policy).replace(":roots", Arrays.toString(roots)));
    }
}
