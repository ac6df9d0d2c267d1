package dev.coppice.examples.graphplatform;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.examples.graphplatform.billing.Subscriptions;
import dev.coppice.examples.graphplatform.billing.Subscriptions.Change;
import dev.coppice.ops.Ops;
import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.PostgresTest.Isolation;
import dev.coppice.testkit.TestDatabase;
import java.time.OffsetDateTime;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@PostgresTest(Isolation.DATABASE)
class SubscriptionsTest {
    private static final UUID ID = UUID.fromString("50b5c000-0000-4000-8000-000000000001");
    private static final OffsetDateTime NOW = OffsetDateTime.parse("2026-03-01T12:00:00Z");
    private static final OffsetDateTime PERIOD_END = NOW.plusDays(20);

    private PlatformFixture platform;
    private Ops ops;

    @BeforeEach
    void subscribe(TestDatabase db) {
        GraphPlatform.install(db.dataSource());
        platform = new PlatformFixture(db).withGraph();
        ops = Ops.on(db.dataSource());
        platform.execute("""
                INSERT INTO app.subscription (
                    subscription_id, org_id, graph_id, status, price_per_month, created_at, current_period_end)
                VALUES ('%s', 1, '%s', 'active', 49, '2026-01-21T12:00:00Z', '%s')
                """.formatted(ID, PlatformFixture.GRAPH, PERIOD_END));
    }

    @Test
    void a_cancellation_at_period_end_ends_with_the_period() {
        assertThat(run(Subscriptions.canceledAtPeriodEnd(ID, NOW))).isEqualTo(1);
        assertStands("canceled", "period_end", PERIOD_END);
    }

    @Test
    void without_an_end_of_its_period_it_is_not_canceled_at_period_end() {
        platform.execute("UPDATE app.subscription SET current_period_end = NULL");
        assertThat(run(Subscriptions.canceledAtPeriodEnd(ID, NOW))).isZero();
    }

    @Test
    void an_immediate_cancellation_ends_now_also_after_one_at_period_end() {
        run(Subscriptions.canceledAtPeriodEnd(ID, NOW.minusDays(1)));
        assertThat(run(Subscriptions.canceledImmediately(ID, NOW))).isEqualTo(1);
        assertStands("canceled", "immediate", NOW);
    }

    @Test
    void lesson_20_a_late_event_never_moves_an_immediate_end_into_the_future() {
        run(Subscriptions.canceledImmediately(ID, NOW));
        assertThat(run(Subscriptions.deletedByProvider(ID, PERIOD_END, NOW.plusDays(1))))
                .isZero();
        assertThat(run(Subscriptions.canceledAtPeriodEnd(ID, NOW.plusDays(1)))).isZero();
        assertThat(run(Subscriptions.reactivated(ID, NOW.plusDays(1)))).isZero();
        assertStands("canceled", "immediate", NOW);
    }

    @Test
    void a_deletion_by_the_provider_ends_with_what_was_paid_or_now() {
        run(Subscriptions.canceledAtPeriodEnd(ID, NOW));
        run(Subscriptions.deletedByProvider(ID, PERIOD_END.plusDays(2), NOW));
        assertStands("canceled", "period_end", PERIOD_END.plusDays(2));
        run(Subscriptions.deletedByProvider(ID, NOW.minusDays(3), NOW));
        assertStands("canceled", "period_end", NOW);
    }

    @Test
    void it_comes_back_only_before_its_end() {
        run(Subscriptions.canceledAtPeriodEnd(ID, NOW));
        assertThat(run(Subscriptions.reactivated(ID, PERIOD_END))).isZero();
        assertThat(run(Subscriptions.reactivated(ID, PERIOD_END.minusSeconds(1))))
                .isEqualTo(1);
        assertThat(platform.list("SELECT status FROM app.subscription WHERE ends_at IS NULL"))
                .containsExactly("active");
    }

    @Test
    void a_failed_one_is_not_revived_by_late_events() {
        platform.execute("UPDATE app.subscription SET status = 'provisioning'");
        assertThat(run(Subscriptions.failed(ID, NOW))).isEqualTo(1);
        assertThat(run(Subscriptions.reactivated(ID, NOW))).isZero();
        assertThat(run(Subscriptions.canceledImmediately(ID, NOW))).isZero();
        assertThat(platform.list("SELECT graph_id FROM app.due_graph")).containsExactly(PlatformFixture.GRAPH);
    }

    private long run(Change change) {
        return ops.write(w -> w.updateWhere(change.updater(), change.rows())).rows();
    }

    private void assertStands(String status, String type, OffsetDateTime end) {
        assertThat(platform.list("""
                        SELECT status || ' ' || cancellation_type || ' ' || (ends_at = '%s') FROM app.subscription
                        """.formatted(end))).containsExactly(status + " " + type + " true");
    }
}
