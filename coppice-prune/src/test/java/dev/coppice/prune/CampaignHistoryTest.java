package dev.coppice.prune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.PostgresTest.Isolation;
import dev.coppice.testkit.TestDatabase;
import java.time.Duration;
import org.junit.jupiter.api.Test;

@PostgresTest(Isolation.DATABASE)
class CampaignHistoryTest {
    @Test
    void spans_add_up_to_what_the_campaign_has_done(TestDatabase db) {
        Shop.open(db, 400);
        var campaign = Shop.execute(db, Shop.ended().build()).campaign();
        var history = Campaigns.on(db.dataSource()).history(campaign.id(), 5);

        assertThat(history.rests()).isEmpty();
        assertThat(history.spans()).hasSizeBetween(2, 5);
        assertThat(history.spans())
                .extracting(CampaignHistory.Span::chunks)
                .satisfies(chunks -> assertThat(
                                chunks.stream().mapToLong(Long::longValue).sum())
                        .isEqualTo(campaign.counts().chunks()));
        assertThat(history.spans().stream()
                        .mapToLong(CampaignHistory.Span::rows)
                        .sum())
                .isEqualTo(campaign.counts().rows());
        assertThat(history.spans().stream()
                        .mapToLong(CampaignHistory.Span::roots)
                        .sum())
                .isEqualTo(campaign.counts().roots());
        assertThat(history.spans())
                .isSortedAccordingTo((one, other) -> one.worked().compareTo(other.worked()));
    }

    @Test
    void rests_are_told_and_do_not_count_as_work(TestDatabase db) {
        Shop.open(db, 4);
        db.execute("""
                INSERT INTO coppice.campaign (policy, table_schema, table_name, plan_hash, fingerprint, plan, horizon_at,
                    requested_by, requested_reason, chunk_time_ms, state_reason, created_at, changed_at)
                VALUES ('p', 'app', 'session', repeat('a', 64), '', '{}', '2026-01-01', 'ann', 'a test', 250, 'made',
                    '2026-01-01', '2026-01-01');
                INSERT INTO coppice.campaign_chunk
                SELECT 1, i, 'walk', 2, 10, 0, 100 * i, timestamptz '2026-01-01 10:00:00+00'
                    + make_interval(secs => i) + CASE WHEN i > 3 THEN interval '2 h' ELSE interval '0' END
                FROM generate_series(1, 4) AS i;
                """);
        var history = Campaigns.on(db.dataSource()).history(1, 100);

        assertThat(history.rests()).hasSize(1);
        var rest = history.rests().getFirst();
        assertThat(rest.from()).isEqualTo("2026-01-01T10:00:03Z");
        assertThat(rest.to()).isEqualTo("2026-01-01T12:00:03.600Z");
        assertThat(rest.length()).isEqualTo(Duration.ofMillis(7_200_600));
        assertThat(rest.worked()).isEqualTo(Duration.ofMillis(2_100));
        assertThat(history.spans())
                .extracting(CampaignHistory.Span::worked)
                .containsExactly(
                        Duration.ofMillis(100),
                        Duration.ofMillis(1_100),
                        Duration.ofMillis(2_100),
                        Duration.ofMillis(2_500));
        var whole = Campaigns.on(db.dataSource()).history(1, 1).spans().getFirst();
        assertThat(whole.mean()).isEqualTo(Duration.ofMillis(250));
        assertThat(whole.longest()).isEqualTo(Duration.ofMillis(400));
        assertThat(whole.from()).isEqualTo("2026-01-01T10:00:00.900Z");
        assertThat(whole.to()).isEqualTo("2026-01-01T12:00:04Z");
    }

    @Test
    void a_campaign_that_has_done_nothing_has_no_history(TestDatabase db) {
        Shop.open(db, 4);
        assertThat(Campaigns.on(db.dataSource()).history(7, 10).spans()).isEmpty();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Campaigns.on(db.dataSource()).history(7, 0))
                .withMessage("spans must be at least 1, was: 0");
    }
}
