package dev.coppice.server.internal.schedule;

import static dev.coppice.server.internal.schedule.ScheduledShop.NIGHTLY;
import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import dev.coppice.control.Act;
import dev.coppice.control.Freeze;
import dev.coppice.prune.CampaignListener;
import dev.coppice.prune.CampaignOptions;
import dev.coppice.prune.CampaignProgress;
import dev.coppice.prune.Campaigns;
import dev.coppice.prune.PlanApprovals;
import dev.coppice.prune.Plans;
import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.PostgresTest.Isolation;
import dev.coppice.testkit.TestDatabase;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@PostgresTest(Isolation.DATABASE)
class SchedulesTest {
    private static final Act ANN = Act.of("ann", "a test");

    private final TestDatabase database;
    private ScheduledShop shop;

    SchedulesTest(TestDatabase database) {
        this.database = database;
        this.shop = new ScheduledShop(database);
    }

    @BeforeEach
    void open() {
        shop = ScheduledShop.open(database);
    }

    @Test
    void a_first_look_begins_with_the_times_that_come() {
        shop.server(NIGHTLY).runOnce();
        shop.server(NIGHTLY).runOnce();

        assertThat(shop.runs()).isEmpty();
        assertThat(shop.one("SELECT times FROM coppice.policy_schedule")).isEqualTo("0 3 * * * of UTC");
    }

    @Test
    void of_many_servers_that_look_at_once_one_begins_the_campaign_of_a_time() {
        shop.server(NIGHTLY).runOnce();
        for (int round = 1; round <= 5; round++) {
            shop.dueAgain();
            var start = new CountDownLatch(1);
            var servers = List.of(1, 2, 3).stream()
                    .map(each -> {
                        var server = shop.server(NIGHTLY);
                        return CompletableFuture.runAsync(() -> {
                            await(start);
                            server.runOnce();
                        });
                    })
                    .toList();
            start.countDown();
            servers.forEach(CompletableFuture::join);

            var campaign = shop.one("SELECT id FROM coppice.campaign WHERE ended_at IS NULL");
            assertThat(shop.runs()).isEqualTo("begun " + campaign);
            assertThat(shop.one("SELECT count(*) FROM coppice.audit WHERE action = 'campaign.asked'"))
                    .isEqualTo(String.valueOf(round));
            Campaigns.on(database.dataSource()).abort(Long.parseLong(campaign), ANN);
        }
        assertThat(shop.one(
                        "SELECT actor || ' ' || (reason ~ '^due at .*T03:00:00Z by its schedule 0 3 \\* \\* \\* of UTC$')"
                                + " FROM coppice.audit WHERE action = 'campaign.created' LIMIT 1"))
                .isEqualTo("schedule true");
        assertThat(shop.one("SELECT asked_by FROM coppice.campaign_charge LIMIT 1"))
                .isEqualTo("schedule");
    }

    @Test
    void a_time_left_undecided_by_a_server_that_died_is_decided_by_another() {
        var dead = shop.server(NIGHTLY);
        dead.runOnce();
        shop.dueAgain();
        dead.note(Scheduled.of(List.of(ScheduledShop.policy(NIGHTLY))).getFirst());
        assertThat(shop.runs()).isEqualTo("due");

        shop.server(NIGHTLY).runOnce();

        assertThat(shop.runs()).isEqualTo("begun 1");
    }

    @Test
    void a_time_left_undecided_until_the_next_has_come_is_missed() {
        shop.server(NIGHTLY).runOnce();
        database.execute("INSERT INTO coppice.policy_run (policy, due_at) VALUES ('closed-carts',"
                + " date_trunc('day', now()) - interval '9 d')");
        shop.out("24 hours");

        shop.server(NIGHTLY).runOnce();

        assertThat(shop.runs()).isEqualTo("missed no-server, begun 1");
    }

    @Test
    void after_an_outage_the_last_time_is_made_up_for_and_those_before_are_entered_as_missed() {
        shop.server(NIGHTLY).runOnce();
        shop.out("96 hours");

        shop.server(NIGHTLY).runOnce();

        assertThat(shop.runs()).isEqualTo("missed no-server, missed no-server, missed no-server, begun 1");
        assertThat(shop.one("SELECT reason FROM coppice.policy_run WHERE decision = 'missed' LIMIT 1"))
                .isEqualTo("No server looked before the time after it had come as well.");
    }

    @Test
    void of_a_long_outage_the_first_times_share_a_row() {
        shop.server("schedule: \"* * * * *\"").runOnce();
        shop.out("5 hours");

        shop.server("schedule: \"* * * * *\"").runOnce();

        assertThat(shop.one("SELECT count(*) FROM coppice.policy_run")).isEqualTo("102");
        assertThat(shop.one("SELECT reason FROM coppice.policy_run ORDER BY due_at LIMIT 1"))
                .matches("This and 19[89] more times until \\S+ were missed: no server looked\\.");
    }

    @Test
    void a_time_whose_window_is_shut_by_now_is_not_made_up_for() {
        var lines = ScheduledShop.windowLongShut();
        shop.server(lines).runOnce();
        shop.out("24 hours");

        shop.server(lines).runOnce();

        assertThat(shop.runs()).isEqualTo("missed window-shut");
        assertThat(shop.one("SELECT count(*) FROM coppice.campaign")).isEqualTo("0");
    }

    @Test
    void while_everything_is_frozen_nothing_is_begun_and_it_says_by_whom() {
        shop.server(NIGHTLY).runOnce();
        write(db -> Freeze.in(db).freeze(ANN));
        shop.dueAgain();
        shop.server(NIGHTLY).runOnce();
        assertThat(shop.runs()).isEqualTo("not-run frozen");
        assertThat(shop.one("SELECT reason FROM coppice.policy_run")).isEqualTo("Everything is frozen, by ann: a test");

        write(db -> Freeze.in(db).unfreeze(ANN));
        shop.dueAgain();
        shop.server(NIGHTLY).runOnce();
        assertThat(shop.runs()).isEqualTo("begun 1");
    }

    @Test
    void a_campaign_that_a_person_paused_stays_paused() {
        var campaigns = Campaigns.on(database.dataSource());
        campaigns.begin(ScheduledShop.policy(NIGHTLY), CampaignOptions.by(ANN));
        campaigns.pause(1, Act.of("bob", "month end"));
        shop.server(NIGHTLY).runOnce();
        shop.dueAgain();

        shop.server(NIGHTLY).runOnce();

        assertThat(shop.runs()).isEqualTo("not-run paused");
        assertThat(shop.one("SELECT reason FROM coppice.policy_run"))
                .isEqualTo("Its campaign 1 is paused. It was paused by bob: month end.");
        assertThat(shop.one("SELECT state FROM coppice.campaign")).isEqualTo("PAUSED");
    }

    @Test
    void an_unfinished_campaign_that_nobody_works_on_is_resumed() {
        Campaigns.on(database.dataSource()).execute(ScheduledShop.policy(NIGHTLY), CampaignOptions.by(ANN), leaving());
        assertThat(shop.one("SELECT state FROM coppice.campaign")).isEqualTo("INTERRUPTED");
        shop.server(NIGHTLY).runOnce();
        shop.dueAgain();

        shop.server(NIGHTLY).runOnce();

        assertThat(shop.runs()).isEqualTo("resumed 1");
        assertThat(shop.one("SELECT campaign_id || asked_by FROM coppice.campaign_charge"))
                .isEqualTo("1schedule");
    }

    @Test
    void an_unfinished_campaign_of_another_plan_is_not_resumed() {
        Campaigns.on(database.dataSource())
                .begin(
                        ScheduledShop.policy(NIGHTLY, "chunk-time: 100ms", "heavy-roots: refuse"),
                        CampaignOptions.by(ANN));
        shop.server(NIGHTLY).runOnce();
        shop.dueAgain();

        shop.server(NIGHTLY).runOnce();

        assertThat(shop.runs()).isEqualTo("not-run plan.stale");
    }

    @Test
    void a_campaign_at_work_is_let_go_on() {
        var seen = new CountDownLatch(1);
        var go = new CountDownLatch(1);
        var worker = CompletableFuture.runAsync(() -> Campaigns.on(database.dataSource())
                .execute(ScheduledShop.policy(NIGHTLY), CampaignOptions.by(ANN), new CampaignListener() {
                    @Override
                    public void progressed(CampaignProgress progress) {
                        seen.countDown();
                        await(go);
                    }

                    @Override
                    public boolean stopRequested() {
                        return false;
                    }
                }));
        await(seen);
        shop.server(NIGHTLY).runOnce();
        shop.dueAgain();
        shop.server(NIGHTLY).runOnce();
        go.countDown();
        worker.join();

        assertThat(shop.runs()).isEqualTo("not-run running");
    }

    @Test
    void a_plan_that_nobody_approved_is_not_run_and_one_that_is_approved_runs_once() {
        var lines = new String[] {NIGHTLY, "approvals: 1"};
        shop.server(lines).runOnce();
        shop.dueAgain();
        shop.server(lines).runOnce();
        assertThat(shop.runs()).startsWith("not-run approval.");
        assertThat(shop.one("SELECT count(*) FROM coppice.campaign")).isEqualTo("0");

        var policy = ScheduledShop.policy(lines);
        var contract = Plans.on(database.dataSource()).contract(policy);
        PlanApprovals.on(database.dataSource()).approve(policy, contract, ANN);
        shop.dueAgain();
        shop.server(lines).runOnce();
        assertThat(shop.runs()).isEqualTo("begun " + shop.one("SELECT id FROM coppice.campaign"));
    }

    @Test
    void a_plan_that_the_doctor_blocks_is_not_run_and_the_finding_is_told() {
        shop.server(NIGHTLY).runOnce();
        database.execute("DROP INDEX shop.line_cart_id_idx");
        shop.dueAgain();

        shop.server(NIGHTLY).runOnce();

        assertThat(shop.runs()).isEqualTo("not-run plan.blocked");
        assertThat(shop.one("SELECT reason FROM coppice.policy_run")).contains("shop.line");
    }

    @Test
    void nothing_is_begun_where_no_row_may_go() {
        database.execute("DELETE FROM shop.cart");
        shop.server(NIGHTLY).runOnce();
        shop.dueAgain();

        shop.server(NIGHTLY).runOnce();

        assertThat(shop.runs()).isEqualTo("not-run nothing-due");
        assertThat(shop.one("SELECT count(*) FROM coppice.campaign")).isEqualTo("0");
    }

    @Test
    void a_changed_schedule_begins_with_the_times_that_come() {
        shop.server(NIGHTLY).runOnce();
        shop.out("72 hours");
        shop.server("schedule: \"30 4 * * *\"").runOnce();
        assertThat(shop.runs()).isEmpty();
        assertThat(
                        shop.one(
                                "SELECT times || ' ' || (looked_until_at > now() - interval '1 min') FROM coppice.policy_schedule"))
                .isEqualTo("30 4 * * * of UTC true");
    }

    @Test
    void a_schedule_that_comes_back_after_servers_lived_without_it_begins_with_the_times_that_come() {
        shop.server(NIGHTLY).runOnce();
        shop.out("23 hours 59 minutes");
        var without = ScheduledShop.watch(database.dataSource(), List.of());
        without.runOnce();
        without.runOnce();
        assertThat(shop.one("SELECT times FROM coppice.policy_schedule"))
                .as("others may be about to begin")
                .isEqualTo("0 3 * * * of UTC");
        without.runOnce();

        shop.server(NIGHTLY).runOnce();

        assertThat(shop.runs()).isEmpty();
        assertThat(shop.one("SELECT times FROM coppice.policy_schedule")).isEqualTo("0 3 * * * of UTC");
        shop.out("25 hours");
        without.runOnce();
        assertThat(shop.one("SELECT count(*) FROM coppice.policy_schedule")).isEqualTo("0");
    }

    @Test
    void a_living_server_whose_schedule_others_took_for_gone_goes_on_where_it_was() {
        var slow = shop.server("schedule: \"0 * * * *\"");
        slow.runOnce();
        var without = ScheduledShop.watch(database.dataSource(), List.of());
        without.runOnce();
        without.runOnce();
        shop.out("61 minutes");
        without.runOnce();
        assertThat(shop.one("SELECT times FROM coppice.policy_schedule")).isEqualTo("taken out");
        slow.runOnce();
        assertThat(shop.one("SELECT times FROM coppice.policy_schedule")).isEqualTo("0 * * * * of UTC");
        assertThat(shop.runs()).endsWith("begun 1");

        database.execute("DELETE FROM coppice.policy_schedule");
        slow.runOnce();
        assertThat(shop.one("SELECT times FROM coppice.policy_schedule")).isEqualTo("0 * * * * of UTC");
    }

    @Test
    void times_that_another_server_looks_at_are_not_this_ones_to_decide() {
        var older = shop.server(NIGHTLY);
        older.runOnce();
        shop.server("schedule: \"30 4 * * *\"").runOnce();
        database.execute("INSERT INTO coppice.policy_run (policy, due_at) VALUES ('closed-carts', now())");

        older.runOnce();

        assertThat(shop.runs()).isEqualTo("due");
    }

    @Test
    void a_server_with_an_older_file_leaves_the_times_to_the_newer_while_that_one_lives() {
        var older = shop.server(NIGHTLY);
        older.runOnce();
        var newer = shop.server("schedule: \"30 4 * * *\"");
        newer.runOnce();
        older.runOnce();
        assertThat(shop.one("SELECT times FROM coppice.policy_schedule")).isEqualTo("30 4 * * * of UTC");

        shop.out("24 hours");
        older.runOnce();
        assertThat(shop.one("SELECT times FROM coppice.policy_schedule")).isEqualTo("0 3 * * * of UTC");
        assertThat(shop.runs()).isEqualTo("begun 1");
    }

    @Test
    void what_is_due_is_told_by_the_clock_of_the_database() {
        // To the database it is two days earlier than here.
        database.execute("""
                CREATE SCHEMA shifted;
                CREATE FUNCTION shifted.clock_timestamp() RETURNS timestamptz LANGUAGE sql
                    AS $$ SELECT pg_catalog.clock_timestamp() - interval '48 h' $$;
                """);
        shop.server(NIGHTLY).runOnce();
        try (var behind = behind()) {
            ScheduledShop.server(behind, NIGHTLY).runOnce();
        }
        assertThat(shop.runs()).isEmpty();
        assertThat(shop.one("SELECT looked_until_at > now() - interval '1 h' FROM coppice.policy_schedule"))
                .as("a clock that was set back is waited for")
                .isEqualTo("t");

        shop.out("72 hours");
        try (var behind = behind()) {
            ScheduledShop.server(behind, NIGHTLY).runOnce();
        }
        assertThat(shop.runs()).isEqualTo("begun 1");
        assertThat(shop.one("SELECT due_at < now() - interval '48 h' FROM coppice.policy_run"))
                .isEqualTo("t");
    }

    private HikariDataSource behind() {
        var source = new HikariDataSource();
        source.setJdbcUrl(database.url());
        source.setUsername(database.user());
        source.setPassword(database.password());
        source.setMaximumPoolSize(4);
        source.setConnectionInitSql("SET search_path = shifted, pg_catalog");
        return source;
    }

    private static CampaignListener leaving() {
        return new CampaignListener() {
            @Override
            public void progressed(CampaignProgress progress) {}

            @Override
            public boolean stopRequested() {
                return true;
            }
        };
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException stopping) {
            throw new AssertionError(stopping);
        }
    }

    private void write(Consumer<DSLContext> work) {
        DSL.using(database.dataSource(), SQLDialect.POSTGRES).transaction(scope -> work.accept(scope.dsl()));
    }
}
