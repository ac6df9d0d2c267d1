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

    @TempDir
    Path folder;

    @Test
    void another_server_goes_on_with_the_campaign_of_one_that_was_killed_within_a_lease(TestDatabase database)
            throws Exception {
        Shop.open(database, 400);
        var config = Shop.config(folder, "lock-timeout: 5m");
        new CoppiceSchema(database.dataSource()).migrate();
        var policy = DeclaredPolicies.of(Optional.of(Path.of(config))).named("closed-carts");
        Campaigns.on(database.dataSource()).begin(policy, CampaignOptions.by(Act.of("ana", "a test")));
        database.execute(
                "INSERT INTO coppice.campaign_charge (campaign_id, asked_by, asked_reason) VALUES (1, 'ana', 'x')");
        try (var blocker = database.connect();
                var first = CommandProcess.start(database, folder, "serve", "--config", config)) {
            blocker.setAutoCommit(false);
            try (var statement = blocker.createStatement()) {
                statement.execute("SELECT FROM shop.line WHERE cart_id = 101 FOR UPDATE");
            }
            await(
                    database,
                    "SELECT count(*) > 0 FROM pg_stat_activity WHERE application_name = 'coppice-worker'"
                            + " AND datname = current_database() AND wait_event_type = 'Lock'");
            try (var second = CommandProcess.start(database, folder, "serve", "--config", config)) {
                second.saidUntil("jobs started");
                first.kill();
                blocker.rollback();
                var killed = System.nanoTime();

                await(database, "SELECT state = 'SUCCEEDED' FROM coppice.campaign");

                assertThat(Duration.ofNanos(System.nanoTime() - killed)).isLessThan(ONE_LEASE);
                second.signal("TERM");
                second.ended();
            }
        }
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
