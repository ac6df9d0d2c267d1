package dev.coppice.server;

import static dev.coppice.server.TenantServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.control.Act;
import dev.coppice.prune.CampaignOptions;
import dev.coppice.prune.Campaigns;
import dev.coppice.server.internal.home.HomeDatabase;
import dev.coppice.server.internal.pruning.CarryingOn;
import dev.coppice.server.internal.pruning.PruningHost;
import dev.coppice.testkit.ExpectedLog;
import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.PostgresTest.Isolation;
import dev.coppice.testkit.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.event.Level;

/** Campaigns that several servers on one database were asked for. */
@PostgresTest(Isolation.DATABASE)
class CampaignServersTest {
    private static final String ASK = "policies/closed-carts/campaigns";
    private static final String WHY = "{'reason':'a test'}";

    /** A cart that does not go while somebody has this advisory lock. */
    private static final String GATE = """
            CREATE FUNCTION shop.wait() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                PERFORM pg_advisory_xact_lock_shared(4711);
                RETURN old;
            END $$;
            CREATE TRIGGER wait BEFORE DELETE ON shop.cart FOR EACH ROW WHEN (old.id = 150) EXECUTE FUNCTION shop.wait();
            """;

    private final TestDatabase database;
    private final List<PruningServer> servers = new ArrayList<>();

    CampaignServersTest(TestDatabase database) {
        this.database = database;
    }

    @BeforeEach
    void open() {
        PruningServer.open(database);
    }

    @AfterEach
    void stop() {
        servers.forEach(PruningServer::close);
    }

    @Test
    void one_of_three_servers_executes_it_and_no_other_does() {
        for (int number = 1; number <= 3; number++) {
            server().live.work();
        }
        var asked = servers.getFirst().post(ASK, WHY, servers.getFirst().operator);
        assertThat(asked.statusCode()).isEqualTo(202);

        until("SELECT state = 'SUCCEEDED' FROM coppice.campaign");

        assertThat(one("SELECT roots || ' ' || rows_deleted FROM coppice.campaign"))
                .isEqualTo("300 900");
        assertThat(one("SELECT count(*) FROM shop.cart")).isEqualTo("100");
        assertThat(one("SELECT epoch FROM coppice.lease WHERE name = 'campaign/1'"))
                .isEqualTo("2");
        assertThat(servers.getFirst().trail()).isEqualTo("""
                test operator campaign.created campaign/1: a test
                test operator campaign.asked campaign/1: a test""");
    }

    @Test
    void a_server_that_stops_leaves_it_after_the_chunk_under_way_and_another_goes_on() throws Exception {
        database.execute(GATE);
        var first = server();
        first.live.work();
        try (var gate = shut()) {
            first.post(ASK, WHY, first.operator);
            until("SELECT count(*) = 1 FROM pg_locks WHERE locktype = 'advisory' AND NOT granted");
            assertThat(json(first.get("campaigns/1", first.viewer)).at("/alive").asBoolean())
                    .isTrue();
            assertThat(one("SELECT application_name FROM pg_stat_activity WHERE wait_event = 'advisory'"))
                    .isEqualTo("coppice-worker");
            var stopping = CompletableFuture.runAsync(first.live::stop);
            // Nobody else begins it while the first is alive, and its chunk is not cut short.
            var second = server();
            second.live.work();
            until("SELECT count(*) = 1 FROM coppice.server_node");
            gate.commit();
            stopping.join();
            assertThat(one("SELECT roots > 0 FROM coppice.campaign")).isEqualTo("t");
        }

        until("SELECT state = 'SUCCEEDED' FROM coppice.campaign");

        assertThat(one("SELECT roots || ' ' || rows_deleted FROM coppice.campaign"))
                .isEqualTo("300 900");
        assertThat(one("SELECT epoch FROM coppice.lease WHERE name = 'campaign/1'"))
                .isEqualTo("3");
    }

    @Test
    void one_that_was_begun_by_hand_is_left_alone_until_a_server_is_asked_for_it() {
        var server = server();
        Campaigns.on(database.dataSource())
                .begin(PruningServer.policies().getFirst(), CampaignOptions.by(Act.of("ana", "by hand")));
        server.live.work();
        until("SELECT count(*) = 4 FROM coppice.job WHERE last_success IS NOT NULL AND task_name LIKE 'carry%'");
        assertThat(one("SELECT state FROM coppice.campaign")).isEqualTo("PLANNED");

        var asked = server.post(ASK, WHY, server.operator);

        assertThat(json(asked).at("/campaign").asLong()).isEqualTo(1);
        until("SELECT state = 'SUCCEEDED' FROM coppice.campaign");
        assertThat(server.trail()).isEqualTo("""
                ana campaign.created campaign/1: by hand
                test operator campaign.asked campaign/1: a test""");
    }

    @Test
    void one_whose_window_is_closed_waits_for_that_and_nobody_is_troubled() {
        var always = server();
        always.post(ASK, WHY, always.operator);
        var opens =
                LocalTime.now(ZoneOffset.UTC).truncatedTo(ChronoUnit.MINUTES).plusHours(2);
        var night = PruningServer.on(database, "window: " + opens + "-" + opens.plusHours(1) + " UTC");
        servers.add(night);
        night.live.work();

        until("SELECT tries > 0 FROM coppice.campaign_charge");

        assertThat(one("SELECT state || ' ' || chunks FROM coppice.campaign")).isEqualTo("PLANNED 0");
        assertThat(one("SELECT trouble FROM coppice.campaign_charge")).startsWith("Its window " + opens);
        assertThat(one("SELECT count(*) FROM coppice.audit WHERE action = 'campaign.passed-over'"))
                .isEqualTo("0");
    }

    @Test
    @ExpectedLog(value = Level.WARN, containing = "was not carried on: plan.stale")
    void a_server_with_another_text_of_the_policy_leaves_it_to_the_others_and_says_so_once() {
        var author = server();
        author.post(ASK, WHY, author.operator);
        var other = PruningServer.on(database, "chunk-time: 100ms", "heavy-roots: refuse");
        servers.add(other);
        other.live.work();

        until("SELECT tries > 1 FROM coppice.campaign_charge");

        assertThat(one("SELECT state || ' ' || chunks FROM coppice.campaign")).isEqualTo("PLANNED 0");
        assertThat(one("SELECT count(*) FROM coppice.audit WHERE action = 'campaign.passed-over'"
                        + " AND actor LIKE 'server %' AND subject = 'campaign/1' AND reason LIKE 'plan.stale: %'"))
                .isEqualTo("1");
        author.live.work();
        until("SELECT state = 'SUCCEEDED' FROM coppice.campaign");
    }

    @Test
    void while_all_is_frozen_it_waits_and_afterwards_goes_on() {
        var server = server();
        server.post("freeze", WHY, server.operator);
        server.post(ASK, WHY, server.operator);
        server.live.work();
        until("SELECT count(*) = 4 FROM coppice.job WHERE last_success IS NOT NULL AND task_name LIKE 'carry%'");
        assertThat(one("SELECT state || ' ' || (SELECT tries FROM coppice.campaign_charge) FROM coppice.campaign"))
                .isEqualTo("PLANNED 0");

        server.delete("freeze?reason=over", server.admin);

        until("SELECT state = 'SUCCEEDED' FROM coppice.campaign");
    }

    @Test
    void a_pause_holds_until_somebody_resumes_it() {
        var server = server();
        server.post(ASK, WHY, server.operator);
        server.post("campaigns/1/pause", WHY, server.operator);
        server.live.work();
        until("SELECT count(*) = 4 FROM coppice.job WHERE last_success IS NOT NULL AND task_name LIKE 'carry%'");
        assertThat(one("SELECT state FROM coppice.campaign")).isEqualTo("PAUSED");

        server.post("campaigns/1/resume", WHY, server.operator);

        until("SELECT state = 'SUCCEEDED' FROM coppice.campaign");
    }

    @Test
    void a_server_that_may_take_no_more_work_leaves_its_campaign_after_the_chunk_under_way() throws Exception {
        database.execute(GATE);
        var server = server();
        server.post(ASK, WHY, server.operator);
        var leaving = new AtomicBoolean();
        var source = database.dataSource();
        var host = new PruningHost(source, source, PruningServer.policies());
        var campaigns = new CarryingOn(host, new HomeDatabase(source), "outdated", leaving::get);
        CompletableFuture<Void> pass;
        try (var gate = shut()) {
            pass = CompletableFuture.runAsync(campaigns::runOnce);
            until("SELECT count(*) = 1 FROM pg_locks WHERE locktype = 'advisory' AND NOT granted");
            leaving.set(true);
            gate.commit();
        }
        pass.join();

        assertThat(one("SELECT state || ' ' || stopped_by FROM coppice.campaign"))
                .isEqualTo("INTERRUPTED process-stopped");
        assertThat(one("SELECT tries || ' ' || coalesce(trouble, 'none') FROM coppice.campaign_charge"))
                .isEqualTo("0 none");
        campaigns.runOnce();
        assertThat(one("SELECT state FROM coppice.campaign")).isEqualTo("INTERRUPTED");
    }

    @Test
    void one_begun_and_paused_by_hand_goes_on_with_the_servers_once_it_is_resumed_over_http() {
        var server = server();
        var byHand = Act.of("ana", "by hand");
        var campaigns = Campaigns.on(database.dataSource());
        campaigns.begin(PruningServer.policies().getFirst(), CampaignOptions.by(byHand));
        campaigns.pause(1, byHand);
        server.live.work();

        server.post("campaigns/1/resume", WHY, server.operator);

        until("SELECT state = 'SUCCEEDED' FROM coppice.campaign");
        assertThat(server.acts()).isEqualTo("campaign.created campaign.paused campaign.asked campaign.resumed");
    }

    @Test
    void one_that_was_left_by_hand_is_carried_on_when_the_servers_are_asked_for_it_by_its_number() {
        var server = server();
        Campaigns.on(database.dataSource())
                .begin(PruningServer.policies().getFirst(), CampaignOptions.by(Act.of("ana", "by hand")));
        server.live.work();

        var asked = server.post("campaigns/1/carry-on", WHY, server.operator);

        assertThat(asked.statusCode()).as(asked.body()).isEqualTo(200);
        until("SELECT state = 'SUCCEEDED' FROM coppice.campaign");
        assertThat(server.trail()).isEqualTo("""
                ana campaign.created campaign/1: by hand
                test operator campaign.asked campaign/1: a test""");
        assertThat(TenantServer.code(server.post("campaigns/1/carry-on", WHY, server.operator)))
                .isEqualTo("409 campaign.wrong-state");
        assertThat(TenantServer.code(server.post("campaigns/1/carry-on", WHY, server.viewer)))
                .isEqualTo("403 access.role-too-low");
    }

    private PruningServer server() {
        var server = PruningServer.on(database);
        servers.add(server);
        return server;
    }

    private Connection shut() throws SQLException {
        var gate = database.connect();
        gate.setAutoCommit(false);
        try (var statement = gate.createStatement()) {
            statement.execute("SELECT pg_advisory_xact_lock(4711)");
        }
        return gate;
    }

    private String one(String query) {
        return PruningServer.one(database, query);
    }

    /** What is due later is due now, but for the five seconds in which nobody else takes a campaign up. */
    private void until(String query) {
        Waiting.until(() -> {
            database.execute("""
                    UPDATE coppice.job SET execution_time = now() WHERE NOT picked AND execution_time > now();
                    UPDATE coppice.campaign_charge SET next_try_at = now() WHERE next_try_at > now() + interval '5 s';
                    """);
            return one(query).equals("t");
        });
    }
}
