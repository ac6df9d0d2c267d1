package dev.coppice.server.internal.schedule;

import static dev.coppice.server.internal.schedule.ScheduledShop.NIGHTLY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coppice.control.Act;
import dev.coppice.control.CronSchedule;
import dev.coppice.ops.CoppiceException;
import dev.coppice.prune.CampaignOptions;
import dev.coppice.prune.Campaigns;
import dev.coppice.prune.Policy;
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
        assertThat(told()).as("the hour begins when it was decided").isEmpty();

        ago("2 hours");
        watch(NIGHTLY);
        watch(NIGHTLY);
        assertThat(told()).isEqualTo("policy.silent policy/closed-carts");
        assertThat(shop.one("SELECT payload ->> 'says' FROM coppice.notification"))
                .startsWith("It was due at ")
                .endsWith(" and was not run. Everything is frozen, by ann: a test");

        database.execute("DELETE FROM coppice.policy_run");
        run("61 minutes", "'not-run', 'nothing-due', 'No row of its table may go now.', NULL");
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
        ago("2 hours");

        assertThatThrownBy(() -> watch(NIGHTLY)).isInstanceOf(CoppiceException.class);
        database.execute("UPDATE coppice.policy_alarm SET raised_at = now() - interval '2 d'");
        assertThatThrownBy(() -> watch(NIGHTLY)).isInstanceOf(CoppiceException.class);
        assertThatThrownBy(() -> watch(NIGHTLY)).isInstanceOf(CoppiceException.class);

        assertThat(told()).as("once").isEqualTo("policy.silent policy/closed-carts");
    }

    @Test
    void an_alarm_says_what_was_found_last() {
        run("2 hours", "'not-run', 'frozen', 'Everything is frozen.', NULL");
        watch(NIGHTLY);
        database.execute("UPDATE coppice.policy_run SET code = 'paused', reason = 'It is paused.'");
        watch(NIGHTLY);

        assertThat(told()).isEqualTo("policy.silent policy/closed-carts");
        assertThat(shop.one("SELECT says FROM coppice.policy_alarm")).endsWith(" and was not run. It is paused.");
    }

    @Test
    void a_time_that_was_not_run_is_made_up_for_by_one_that_was() {
        begin();
        run("2 hours", "'not-run', 'frozen', 'Everything is frozen.', NULL");
        run("10 minutes", "'begun', NULL, NULL, 1");
        watch(NIGHTLY);

        assertThat(told()).isEmpty();
    }

    @Test
    void a_clock_that_was_ahead_is_told() {
        shop.server(NIGHTLY).runOnce();
        database.execute("UPDATE coppice.policy_schedule SET looked_until_at = now() + interval '59 min'");
        watch(NIGHTLY);
        assertThat(told()).isEmpty();
        database.execute("UPDATE coppice.policy_schedule SET looked_until_at = now() + interval '61 min'");
        watch(NIGHTLY);

        assertThat(shop.one("SELECT payload ->> 'says' FROM coppice.notification"))
                .matches("No time before \\S+ is run: the clock of the database was that far once\\."
                        + " Delete its row of coppice\\.policy_schedule\\.");
    }

    @Test
    void a_server_without_the_schedule_leaves_the_alarm_to_those_that_have_it() {
        run("2 hours", "'not-run', 'frozen', 'Everything is frozen.', NULL");
        watch(NIGHTLY);
        watch();
        assertThat(told()).isEqualTo("policy.silent policy/closed-carts");

        database.execute("DELETE FROM coppice.policy_schedule");
        watch();
        assertThat(told()).endsWith(", policy.recovered policy/closed-carts");
    }

    @Test
    void a_schedule_whose_row_is_gone_is_watched_again() {
        watch(NIGHTLY);

        assertThat(shop.one("SELECT times FROM coppice.policy_schedule")).isEqualTo("0 3 * * * of UTC");
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
        begin();
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
    void what_a_campaign_deleted_before_the_time_does_not_count_even_while_it_is_at_work() {
        begin();
        run("2 hours", "'not-run', 'running', 'It is at work.', NULL");
        chunk(1, "3 hours");
        watch(NIGHTLY);
        assertThat(told()).isEqualTo("policy.silent policy/closed-carts");
        chunk(2, "1 hour");
        watch(NIGHTLY);
        assertThat(told()).endsWith(", policy.recovered policy/closed-carts");
    }

    @Test
    void where_nobody_knows_since_when_rows_wait_a_day_counts() {
        var ageless = Policy.of("closed-carts", "shop.cart")
                .when("true")
                .schedule(CronSchedule.parse("0 3 * * *"))
                .build();
        begin();
        run("2 hours", "'begun', NULL, NULL, 1");
        watch(ageless);
        assertThat(told()).isEmpty();

        run("26 hours", "'begun', NULL, NULL, 1");
        watch(ageless);
        assertThat(told()).isEqualTo("policy.silent policy/closed-carts");
        chunk(1, "23 hours");
        watch(ageless);
        assertThat(told()).endsWith(", policy.recovered policy/closed-carts");
    }

    @Test
    void a_campaign_that_nobody_works_on_is_told_whatever_its_state() {
        begin();
        database.execute("UPDATE coppice.campaign SET state = 'RUNNING', started_at = created_at,"
                + " changed_at = now() - interval '16 minutes'");
        database.execute("INSERT INTO coppice.lease (name, owner, epoch, acquired_at, heartbeat_at, expires_at)"
                + " VALUES ('campaign/1', 'a', 1, now() - interval '1 h', now() - interval '1 h', now() - interval '14 min')"
                + " ON CONFLICT (name) DO UPDATE SET owner = 'a', epoch = 1, acquired_at = excluded.acquired_at,"
                + " heartbeat_at = excluded.heartbeat_at, expires_at = excluded.expires_at");
        database.execute("INSERT INTO coppice.campaign_worker (campaign_id, worker, owner, lease_epoch, backend_pid,"
                + " backend_start, entered_at, touched_at) VALUES (1, 1, 'a', 1, 1, now(), now(), now())");
        watch(NIGHTLY);
        assertThat(told()).isEmpty();

        database.execute("UPDATE coppice.lease SET expires_at = now() - interval '16 minutes'");
        watch(NIGHTLY);
        assertThat(shop.one("SELECT payload ->> 'says' FROM coppice.notification"))
                .isEqualTo(
                        "Its campaign 1 has not ended, and no living process has worked on it for a quarter of an hour.");
    }

    @Test
    void a_campaign_that_its_window_interrupted_is_told_once_the_window_is_open() {
        begin();
        interrupted("window", "1 day");
        watch(ScheduledShop.windowLongShut());
        assertThat(told()).isEmpty();
        watch(NIGHTLY);
        assertThat(told()).isEqualTo("campaign.interrupted policy/closed-carts");
    }

    @Test
    void a_campaign_that_was_interrupted_and_does_not_go_on_is_told() {
        begin();
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

    @Test
    void times_of_any_policy_are_forgotten_after_four_hundred_days() {
        run("401 days", "'not-run', 'frozen', 'Everything is frozen.', NULL");
        run("399 days", "'not-run', 'frozen', 'Everything is frozen.', NULL");
        database.execute("UPDATE coppice.policy_run SET policy = 'gone'");
        watch();

        assertThat(shop.one("SELECT count(*) FROM coppice.policy_run")).isEqualTo("1");
    }

    private void begin() {
        Campaigns.on(database.dataSource()).begin(ScheduledShop.policy(NIGHTLY), CampaignOptions.by(Act.of("a", "b")));
    }

    private void chunk(int number, String ago) {
        database.execute("INSERT INTO coppice.campaign_chunk"
                + " (campaign_id, chunk, pass, roots, rows_deleted, rows_edited, took_ms, committed_at)"
                + " VALUES (1, " + number + ", 'walk', 5, 5, 0, 1, now() - interval '" + ago + "')");
    }

    private void ago(String ago) {
        database.execute("UPDATE coppice.policy_run SET due_at = now() - interval '" + ago + "',"
                + " noted_at = now() - interval '" + ago + "', decided_at = now() - interval '" + ago + "'");
    }

    private void interrupted(String by, String since) {
        database.execute("UPDATE coppice.campaign SET state = 'INTERRUPTED', stopped_by = '" + by
                + "', state_reason = 'It was stopped.', changed_at = now() - interval '" + since + "',"
                + " created_at = now() - interval '3 d', horizon_at = now() - interval '3 d'");
    }

    private void run(String ago, String decision) {
        database.execute(
                "INSERT INTO coppice.policy_run (policy, due_at, noted_at, decision, code, reason, campaign_id, decided_at)"
                        + " SELECT 'closed-carts', t.at, t.at, d, c, r, n, CASE WHEN d = 'due' THEN NULL ELSE t.at END"
                        + " FROM (VALUES (" + decision + "::bigint)) AS v(d, c, r, n),"
                        + " (SELECT now() - interval '" + ago + "') AS t (at)");
    }

    private void watch(String... lines) {
        watch(ScheduledShop.policy(lines));
    }

    private void watch(Policy policy) {
        ScheduledShop.watch(database.dataSource(), List.of(policy)).runOnce();
    }

    private String told() {
        return shop.one(
                "SELECT coalesce(string_agg(topic || ' ' || subject, ', ' ORDER BY id), '') FROM coppice.notification");
    }
}
