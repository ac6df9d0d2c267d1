package dev.coppice.prune;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.control.Act;
import dev.coppice.control.CoppiceSchema;
import dev.coppice.control.CronSchedule;
import dev.coppice.prune.PrunePlan.Count;
import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.PostgresTest.Isolation;
import dev.coppice.testkit.TestDatabase;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@PostgresTest(Isolation.DATABASE)
class BacklogsTest {
    /** Ten rows that are due, and one more each six hours. */
    private static final String TABLES = """
            CREATE SCHEMA shop;
            CREATE TABLE shop.cart (id int PRIMARY KEY, closed_at timestamptz NOT NULL);
            CREATE INDEX ON shop.cart (closed_at, id);
            INSERT INTO shop.cart SELECT i, now() - interval '2400 h' FROM generate_series(1, 10) AS i;
            INSERT INTO shop.cart
            SELECT 100 + i, now() - interval '2160 h' + i * interval '6 h' - interval '1 h' FROM generate_series(1, 100) AS i;
            ANALYZE;
            """;

    private final TestDatabase database;

    BacklogsTest(TestDatabase database) {
        this.database = database;
    }

    @BeforeEach
    void open() {
        new CoppiceSchema(database.dataSource()).migrate();
        database.execute(TABLES);
    }

    @Test
    void a_look_is_remembered_for_everybody() {
        var backlogs = Backlogs.on(database.dataSource());
        assertThat(backlogs.last(carts().build())).isEmpty();

        var look = backlogs.look(carts().build());

        assertThat(look.eligible()).isEqualTo(new Count(10, true));
        assertThat(look.oldest().orElseThrow()).isBetween(Duration.ofDays(100), Duration.ofDays(101));
        assertThat(look.crossing()).contains(new Crossing(4, true));
        assertThat(look.gone()).as("in the first day").isEmpty();
        assertThat(look.between()).isEqualTo(Duration.ofDays(1));
        assertThat(backlogs.last(carts().build())).contains(look);
        assertThat(backlogs.last(List.of(
                        carts().build(),
                        Policy.of("other", "shop.cart").when("true").build())))
                .containsOnlyKeys("carts");
    }

    @Test
    void what_goes_is_told_by_the_ledger_of_the_last_week_or_since_the_policy_is_known() {
        var backlogs = Backlogs.on(database.dataSource());
        Campaigns.on(database.dataSource())
                .execute(carts().build(), CampaignOptions.by(Act.of("ann", "a test")), CampaignListener.NONE);
        assertThat(backlogs.look(carts().build()).gone()).isEmpty();
        database.execute("UPDATE coppice.policy_look SET first_at = now() - interval '48 h'");
        assertThat(backlogs.look(carts().build()).gone().orElseThrow()).isBetween(4.9, 5.1);
        database.execute("UPDATE coppice.policy_look SET first_at = now() - interval '1 year'");
        assertThat(backlogs.look(carts().build()).gone().orElseThrow()).isBetween(1.4, 1.5);
        var monthly = carts().schedule(CronSchedule.parse("0 3 1 * *")).build();
        assertThat(backlogs.look(monthly).between()).isEqualTo(Duration.ofDays(31));
        assertThat(backlogs.look(monthly).gone().orElseThrow()).isBetween(0.3, 0.4);
    }

    @Test
    void what_goes_of_a_campaign_that_began_long_ago_is_counted() {
        var campaigns = Campaigns.on(database.dataSource());
        campaigns.begin(carts().build(), CampaignOptions.by(Act.of("ann", "a test")));
        database.execute(
                "UPDATE coppice.campaign SET horizon_at = now() - interval '30 d', created_at = now() - interval '30 d',"
                        + " changed_at = now() - interval '30 d'");
        database.execute("INSERT INTO coppice.campaign_chunk"
                + " (campaign_id, chunk, pass, roots, rows_deleted, rows_edited, took_ms, committed_at)"
                + " VALUES (1, 1, 'walk', 70, 70, 0, 1, now() - interval '1 d')");

        assertThat(Backlogs.on(database.dataSource())
                        .look(carts().build())
                        .gone()
                        .orElseThrow())
                .isEqualTo(10);
    }

    @Test
    void looks_in_a_row_that_find_it_falling_behind_are_counted() {
        var backlogs = Backlogs.on(database.dataSource());
        backlogs.look(carts().build());
        database.execute("UPDATE coppice.policy_look SET first_at = now() - interval '8 d'");
        for (int look = 1; look <= 3; look++) {
            assertThat(backlogs.look(carts().build()).behind()).isEqualTo(look);
        }
        assertThat(backlogs.last(carts().build()).orElseThrow().isBehind()).isTrue();

        database.execute("DELETE FROM shop.cart WHERE id <= 10");
        assertThat(backlogs.look(carts().build()).behind()).isZero();
    }

    @Test
    void a_policy_without_an_age_or_that_keeps_nothing_tells_not_how_fast_rows_become_due() {
        var plans = Plans.on(database.dataSource());
        assertThat(plans.crossing(Policy.of("ageless", "shop.cart").when("true").build()))
                .isEmpty();
        assertThat(plans.crossing(carts(Duration.ZERO).build())).isEmpty();
        assertThat(plans.crossing(carts(Duration.ofDays(1)).build()))
                .as("one day ahead, and no row is that young")
                .contains(new Crossing(0, true));
        assertThat(plans.anyDue(carts().build())).isTrue();
        database.execute("DELETE FROM shop.cart WHERE id <= 10");
        assertThat(plans.anyDue(carts().build())).isFalse();
    }

    @Test
    void what_cannot_be_counted_in_time_is_estimated_and_taken_for_due() {
        var slow = carts().when("(SELECT count(*) FROM generate_series(1, 5000000) AS i) > 0")
                .build();
        var plans = Plans.on(database.dataSource()).countingFor(Duration.ofMillis(20));
        assertThat(plans.crossing(slow).orElseThrow().exact()).isFalse();
        assertThat(plans.anyDue(slow)).isTrue();
    }

    private static PolicyBuilder carts() {
        return carts(Duration.ofDays(90));
    }

    private static PolicyBuilder carts(Duration kept) {
        return Policy.of("carts", "shop.cart").olderThan("closed_at", kept);
    }
}
