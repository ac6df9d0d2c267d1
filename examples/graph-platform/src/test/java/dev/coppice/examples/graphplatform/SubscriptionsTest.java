package dev.coppice.examples.graphplatform;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.examples.graphplatform.billing.Subscriptions;
import dev.coppice.examples.graphplatform.billing.Subscriptions.Change;
import dev.coppice.ops.Ops;
import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.PostgresTest.Isolation;
import dev.coppice.testkit.TestDatabase;
import java.time.OffsetDateTime;
import java.util.List;
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

    @Test
    void a_newer_one_that_failed_takes_nothing_from_the_one_in_force() {
        addFailed();
        assertThat(due()).isEmpty();
        run(Subscriptions.canceledAtPeriodEnd(ID, NOW));
        platform.execute("UPDATE app.subscription SET ends_at = now() + interval '1 day' WHERE status = 'canceled'");
        assertThat(due()).as("paid for until tomorrow").isEmpty();
    }

    @Test
    void a_graph_is_due_from_the_end_of_the_last_one_that_was_in_force() {
        addFailed();
        run(Subscriptions.canceledAtPeriodEnd(ID, NOW));
        platform.execute("UPDATE app.subscription SET ends_at = '2026-02-25T00:00:00Z' WHERE status = 'canceled'");
        assertThat(due()).containsExactly("%s 2026-02-25T00:00:00Z false".formatted(PlatformFixture.GRAPH));
    }

    /** A change of plan that failed, on a day after the subscription began. */
    private void addFailed() {
        platform.execute("""
                INSERT INTO app.subscription (
                    subscription_id, org_id, graph_id, status, price_per_month, created_at, ends_at)
                VALUES ('50b5c000-0000-4000-8000-000000000002', 1, '%s', 'failed', 99, '2026-02-01T00:00:00Z',
                    '2026-02-01T01:00:00Z')
                """.formatted(PlatformFixture.GRAPH));
    }

    private List<String> due() {
        return platform.list("""
                SELECT graph_id || ' ' || to_char(ends_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') || ' '
                    || immediate
                FROM app.due_graph
                """);
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
