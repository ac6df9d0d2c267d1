package dev.coppice.examples.graphplatform;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.PostgresTest.Isolation;
import dev.coppice.testkit.TestDatabase;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** The rows are of the sort that the policies and the kind of {@code coppice.yaml} are about. */
@PostgresTest(Isolation.DATABASE)
class LifecycleDataTest {
    private static final String ENDED = "app.session WHERE status IN ('TERMINATED', 'CANCELLED')";

    @Test
    void most_sessions_are_eligible_and_some_of_each_sort_are_not(TestDatabase db) {
        var platform = new PlatformFixture(db);
        platform.populate(new Dataset(Size.of(3000), 7, PlatformFixture.NOON));
        var horizon = "timestamptz '" + PlatformFixture.NOON + "' - interval '90 days'";
        assertThat(platform.count(ENDED + " AND terminated_at < " + horizon)).isBetween(2100L, 2500L);
        assertThat(platform.count(ENDED + " AND terminated_at >= " + horizon)).isPositive();
        assertThat(platform.count(ENDED + " AND terminated_at IS NULL")).isPositive();
        assertThat(platform.count("app.session WHERE status IN ('RUNNING', 'PENDING', 'ERROR')"))
                .isPositive();
        assertThat(platform.count("app.session WHERE 'legal-case' = ANY (tags)"))
                .isPositive();
    }

    @Test
    void one_session_is_far_heavier_than_the_rest(TestDatabase db) {
        var platform = new PlatformFixture(db);
        platform.populate(new Dataset(Size.of(3000), 7, PlatformFixture.NOON));
        assertThat(platform.list(
                        "SELECT count(*) FROM app.session_event GROUP BY session_id ORDER BY count(*) DESC LIMIT 2"))
                .containsExactly("400", "2");
        assertThat(platform.list("SELECT count(*) FROM app.kernel GROUP BY session_id ORDER BY count(*) DESC LIMIT 2"))
                .containsExactly("50", "2");
    }

    @Test
    void chains_of_sessions_end_at_one_that_still_runs(TestDatabase db) {
        var platform = new PlatformFixture(db);
        platform.populate(new Dataset(Size.of(1000), 7, PlatformFixture.NOON));
        assertThat(platform.list("""
                        WITH RECURSIVE chain AS (
                            SELECT session_id, parent_session_id, 1 AS length
                            FROM app.session
                            WHERE name = 'session-140' AND status = 'RUNNING'
                            UNION ALL
                            SELECT s.session_id, s.parent_session_id, length + 1
                            FROM chain
                            JOIN app.session AS s ON s.session_id = chain.parent_session_id
                        )
                        SELECT max(length) >= 41 FROM chain
                        """)).containsExactly("t");
    }

    @Test
    void a_graph_is_due_when_none_of_its_subscriptions_is_in_force(TestDatabase db) {
        var platform = new PlatformFixture(db);
        // The view compares with the clock of the database, so this one test begins from it.
        platform.populate(new Dataset(
                Size.of(10_000),
                7,
                Instant.parse(
                        platform.list("SELECT to_char(now() AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"')")
                                .getFirst())));
        assertThat(platform.list(
                        "SELECT DISTINCT status FROM app.due_graph JOIN app.graph USING (graph_id) ORDER BY 1"))
                .containsExactly("active", "suspended");
        assertThat(platform.count("app.due_graph WHERE immediate")).isPositive();
        assertThat(platform.count("app.due_graph JOIN app.graph USING (graph_id) WHERE status = 'suspended'"
                        + " AND ends_at < now() - interval '7 days'"))
                .isPositive();
        assertThat(platform.count("app.due_graph JOIN app.graph USING (graph_id) WHERE status = 'suspended'"
                        + " AND ends_at > now() - interval '7 days'"))
                .isPositive();
        assertThat(platform.count("app.due_graph JOIN app.graph USING (graph_id) WHERE is_repository"))
                .isZero();
        assertThat(platform.count("app.graph AS g WHERE status = 'suspended' AND NOT is_subgraph AND NOT EXISTS"
                        + " (SELECT FROM app.due_graph WHERE due_graph.graph_id = g.graph_id)"))
                .isZero();
        assertThat(platform.count("app.subscription AS s WHERE status = 'failed' AND EXISTS"
                        + " (SELECT FROM app.subscription WHERE graph_id = s.graph_id AND status = 'active'"
                        + " AND created_at < s.created_at)"))
                .as("failed after one that is in force")
                .isPositive();
        assertThat(platform.count("app.due_graph JOIN app.subscription USING (graph_id) WHERE status = 'active'"))
                .isZero();
        assertThat(platform.count("app.subscription WHERE ends_at > now() AND status = 'canceled'"))
                .as("canceled, but paid for a while yet")
                .isPositive();
    }

    @Test
    void every_graph_that_is_not_torn_down_has_a_schema_of_its_own(TestDatabase db) {
        var platform = new PlatformFixture(db);
        platform.populate(PlatformFixture.SMALL);
        assertThat(platform.list("SELECT nspname FROM pg_namespace WHERE nspname LIKE 'tenant\\_%' ORDER BY 1"))
                .isNotEmpty()
                .isEqualTo(platform.list(
                        "SELECT 'tenant_' || graph_id FROM app.graph WHERE status <> 'deprovisioned' ORDER BY 1"));
    }

    @Test
    void every_association_names_a_row_that_is_there(TestDatabase db) {
        var platform = new PlatformFixture(db);
        platform.populate(PlatformFixture.SMALL);
        assertThat(platform.count("""
                        app.association_scopes_entities
                        LEFT JOIN app.session ON entity_type = 'session' AND session_id::text = entity_id
                        LEFT JOIN app.virtual_folder ON entity_type = 'virtual_folder' AND folder_id::text = entity_id
                        WHERE num_nonnulls(session_id, folder_id) <> 1
                        """)).isZero();
    }
}
