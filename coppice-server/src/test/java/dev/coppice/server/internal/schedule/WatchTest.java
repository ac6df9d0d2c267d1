package dev.coppice.server.internal.schedule;

import static dev.coppice.server.internal.schedule.ScheduledShop.NIGHTLY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coppice.control.Act;
import dev.coppice.ops.CoppiceException;
import dev.coppice.prune.CampaignOptions;
import dev.coppice.prune.Campaigns;
import dev.coppice.server.internal.home.HomeDatabase;
import dev.coppice.server.internal.pruning.PruningHost;
import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.PostgresTest.Isolation;
import dev.coppice.testkit.TestDatabase;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@PostgresTest(Isolation.DATABASE)
class WatchTest {
    private final TestDatabase database;
    private ScheduledShop shop;

    WatchTest(TestDatabase database) {
        this.database = database;
        this.shop = new ScheduledShop(database);
    }

    @BeforeEach
    void open() {
        shop = ScheduledShop.open(database);
    }

    @Test
    void a_policy_that_falls_behind_is_told_after_three_looks_once_and_once_more_when_it_recovers() {
        database.execute("INSERT INTO shop.cart SELECT 100 + i, now() - interval '2160 h' + i * interval '1 h'"
                + " FROM generate_series(1, 100) AS i");
        watch();
        database.execute("UPDATE coppice.policy_look SET first_at = now() - interval '8 d'");
        database.execute(
                "INSERT INTO shop.cart SELECT 1000 + i, now() - interval '2280 h' FROM generate_series(1, 200) AS i");
        watch();
        watch();
        assertThat(told()).isEmpty();
        watch();
        watch();
        assertThat(told()).isEqualTo("policy.behind policy/closed-carts");
        assertThat(shop.one("SELECT payload ->> 'says' FROM coppice.notification"))
                .startsWith("Never drained: ")
                .endsWith(" rows become due a day, and 0 go.");
        assertThat(shop.one("SELECT payload ->> 'page' FROM coppice.notification"))
                .isEqualTo("/policies/policy?name=closed-carts");

        database.execute("DELETE FROM shop.cart WHERE closed_at < now() - interval '2160 h'");
        watch();
        watch();
        assertThat(told()).isEqualTo("policy.behind policy/closed-carts, policy.recovered policy/closed-carts");
        assertThat(shop.one("SELECT count(*) FROM coppice.policy_alarm")).isEqualTo("0");
    }

    @Test
    void a_policy_that_was_not_run_at_its_last_time_is_told_after_an_hour() {
        run("59 minutes", "'not-run', 'frozen', 'Everything is frozen, by ann: a test', NULL");
        watch(NIGHTLY);
        assertThat(told()).isEmpty();

        database.execute("UPDATE coppice.policy_run SET due_at = due_at - interval '2 minutes'");
        watch(NIGHTLY);
        watch(NIGHTLY);
        assertThat(told()).isEqualTo("policy.silent policy/closed-carts");
        assertThat(shop.one("SELECT payload ->> 'says' FROM coppice.notification"))
                .startsWith("It was due at ")
                .endsWith(" and was not run. Everything is frozen, by ann: a test");

        database.execute("DELETE FROM coppice.policy_run");
        run("1 hour", "'not-run', 'nothing-due', 'No row of its table may go now.', NULL");
        watch(NIGHTLY);
        assertThat(told()).endsWith(", policy.recovered policy/closed-carts");
        assertThat(shop.one("SELECT payload ->> 'from' FROM coppice.notification ORDER BY id DESC LIMIT 1"))
                .isEqualTo("policy.silent");
    }

    @Test
    void a_policy_that_no_longer_fits_the_database_is_told_too() {
        shop.server(NIGHTLY).runOnce();
        database.execute("ALTER TABLE shop.cart RENAME COLUMN closed_at TO shut_at");
        shop.dueAgain();
        shop.server(NIGHTLY).runOnce();
        assertThat(shop.runs()).startsWith("not-run policy.");
        database.execute("UPDATE coppice.policy_run SET due_at = now() - interval '2 h'");

        assertThatThrownBy(() -> watch(NIGHTLY)).isInstanceOf(CoppiceException.class);

        assertThat(told()).isEqualTo("policy.silent policy/closed-carts");
    }

    @Test
    void a_time_about_which_nobody_decides_is_told() {
        run("2 hours", "'due', NULL, NULL, NULL");
        watch(NIGHTLY);

        assertThat(shop.one("SELECT payload ->> 'says' FROM coppice.notification"))
                .endsWith(", and nothing was decided since.");
    }

    @Test
    void a_time_at_which_nobody_looked_is_told() {
        shop.server(NIGHTLY).runOnce();
        watch(NIGHTLY);
        assertThat(told()).isEmpty();
        shop.out("26 hours");
        watch(NIGHTLY);

        assertThat(shop.one("SELECT payload ->> 'says' FROM coppice.notification"))
                .endsWith(", and no server has looked since.");
    }

    @Test
    void a_campaign_that_deletes_nothing_while_rows_may_go_is_told() {
        Campaigns.on(database.dataSource()).begin(ScheduledShop.policy(NIGHTLY), CampaignOptions.by(Act.of("a", "b")));
        run("2 hours", "'begun', NULL, NULL, 1");
        watch(NIGHTLY);

        assertThat(told()).isEqualTo("policy.silent policy/closed-carts");
        assertThat(shop.one("SELECT (payload ->> 'says') || (payload ->> 'campaign') FROM coppice.notification"))
                .endsWith(", and its campaign 1 has deleted nothing, while rows may go: 20.1");

        database.execute("UPDATE shop.cart SET closed_at = now() - interval '2161 h'");
        watch(NIGHTLY);
        assertThat(told())
                .as("rows that became due later are the next run's")
                .endsWith("policy.recovered policy/closed-carts");
    }

    @Test
    void a_campaign_that_was_interrupted_and_does_not_go_on_is_told_unless_it_waits_for_its_window() {
        Campaigns.on(database.dataSource()).begin(ScheduledShop.policy(NIGHTLY), CampaignOptions.by(Act.of("a", "b")));
        interrupted("window", "1 day");
        watch(NIGHTLY);
        interrupted("process-stopped", "14 minutes");
        watch(NIGHTLY);
        assertThat(told()).isEmpty();

        interrupted("process-stopped", "16 minutes");
        watch(NIGHTLY);
        assertThat(told()).isEqualTo("campaign.interrupted policy/closed-carts");
        assertThat(shop.one("SELECT payload ->> 'says' FROM coppice.notification"))
                .isEqualTo("Its campaign 1 was interrupted and has not gone on. It was stopped.");
    }

    @Test
    void an_alarm_of_a_policy_that_no_server_looks_at_is_forgotten() {
        database.execute("INSERT INTO coppice.policy_alarm (policy, topic, says, raised_at)"
                + " VALUES ('gone', 'policy.silent', 'It is gone.', now() - interval '2 d')");
        watch();

        assertThat(shop.one("SELECT count(*) FROM coppice.policy_alarm")).isEqualTo("0");
        assertThat(told()).isEmpty();
    }

    private void interrupted(String by, String since) {
        database.execute("UPDATE coppice.campaign SET state = 'INTERRUPTED', stopped_by = '" + by
                + "', state_reason = 'It was stopped.', changed_at = now() - interval '" + since + "',"
                + " created_at = now() - interval '3 d', horizon_at = now() - interval '3 d'");
    }

    private void run(String ago, String decision) {
        database.execute(
                "INSERT INTO coppice.policy_run (policy, due_at, decision, code, reason, campaign_id, decided_at)"
                        + " SELECT 'closed-carts', now() - interval '" + ago
                        + "', d, c, r, n, CASE WHEN d = 'due' THEN NULL ELSE now() END"
                        + " FROM (VALUES (" + decision + "::bigint)) AS v(d, c, r, n)");
    }

    private void watch(String... lines) {
        var host = new PruningHost(database.dataSource(), database.dataSource(), List.of(ScheduledShop.policy(lines)));
        new Watch(host, new HomeDatabase(database.dataSource())).runOnce();
    }

    private String told() {
        return shop.one(
                "SELECT coalesce(string_agg(topic || ' ' || subject, ', ' ORDER BY id), '') FROM coppice.notification");
    }
}
