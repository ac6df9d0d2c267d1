package dev.coppice.cli.internal.command;

import static dev.coppice.testkit.PostgresTest.Isolation.DATABASE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.cli.internal.connect.DeclaredPolicies;
import dev.coppice.control.Act;
import dev.coppice.control.CoppiceSchema;
import dev.coppice.prune.CampaignOptions;
import dev.coppice.prune.Campaigns;
import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.TestDatabase;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Servers in processes of their own, and one of them killed in the middle of a chunk. */
@PostgresTest(DATABASE)
class CampaignServersKilledTest {
    private static final Duration ONE_LEASE = Duration.ofSeconds(60);
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final String WAITS = "SELECT count(*) > 0 FROM pg_stat_activity WHERE application_name = '%s'"
            + " AND datname = current_database() AND wait_event_type = 'Lock'";

    @TempDir
    Path folder;

    @Test
    void another_server_goes_on_with_the_campaign_of_one_that_was_killed_within_a_lease(TestDatabase database)
            throws Exception {
        Shop.open(database, 400);
        // A chunk that somebody waits for would give way.
        var config = Shop.config(folder, "lock-timeout: 5m", "brakes: { waiters: false }");
        new CoppiceSchema(database.dataSource()).migrate();
        var policy = DeclaredPolicies.of(Optional.of(Path.of(config))).named("closed-carts");
        var ana = Act.of("ana", "a test");
        var campaigns = Campaigns.on(database.dataSource());
        campaigns.begin(policy, CampaignOptions.by(ana));
        campaigns.pause(1, ana);
        try (var blocker = database.connect();
                var first = CommandProcess.start(database, folder, "serve", "--config", config)) {
            blocker.setAutoCommit(false);
            try (var statement = blocker.createStatement()) {
                statement.execute("SELECT FROM shop.line WHERE cart_id = 101 FOR UPDATE");
            }
            var url = first.saidUntil("server started url=").replaceAll("(?s).*server started url=(\\S+).*", "$1");
            var secret = CommandRun.on(
                            database, "token", "create", "ops", "--role", "operator", "--reason", "x", "--json")
                    .json()
                    .at("/secret")
                    .asString();
            assertThat(CommandRun.of("campaign", "resume", "1", "--reason", "x", "--server", url, "--token", secret)
                            .out())
                    .endsWith("The servers carry it on.\n");
            await(database, WAITS.formatted("coppice-worker"));
            // A freeze that waits for the chunk goes with the server, and leaves nothing.
            var freeze = HTTP.sendAsync(
                    HttpRequest.newBuilder(URI.create(url + "/api/v1/freeze"))
                            .header("Authorization", "Bearer " + secret)
                            .header("Content-Type", "application/json")
                            .POST(BodyPublishers.ofString("{\"reason\":\"incident\"}"))
                            .build(),
                    BodyHandlers.discarding());
            await(database, WAITS.formatted("coppice-caller"));
            try (var second = CommandProcess.start(database, folder, "serve", "--config", config)) {
                second.saidUntil("jobs started");
                first.kill();
                blocker.rollback();
                var killed = System.nanoTime();

                assertThat(freeze).failsWithin(ONE_LEASE);
                await(database, "SELECT state = 'SUCCEEDED' FROM coppice.campaign");

                assertThat(Duration.ofNanos(System.nanoTime() - killed)).isLessThan(ONE_LEASE);
                second.signal("TERM");
                second.ended();
            }
        }
        assertThat(Shop.one(database, "SELECT frozen_at IS NULL FROM coppice.hold_epoch"))
                .isEqualTo("t");
        assertThat(Shop.one(database, "SELECT roots FROM coppice.campaign")).isEqualTo("300");
        assertThat(Shop.one(database, "SELECT 400 - count(*) FROM shop.cart")).isEqualTo("300");
        assertThat(Shop.one(database, "SELECT sum(roots) FROM coppice.campaign_chunk"))
                .isEqualTo("300");
        assertThat(Shop.one(database, "SELECT epoch FROM coppice.lease WHERE name = 'campaign/1'"))
                .isEqualTo("3");
    }

    private static void await(TestDatabase database, String condition) {
        for (var look = 0; look < 9000; look++) {
            if (Shop.one(database, condition).equals("t")) {
                return;
            }
            LockSupport.parkNanos(10_000_000);
        }
        throw new AssertionError("never came true: " + condition);
    }
}
