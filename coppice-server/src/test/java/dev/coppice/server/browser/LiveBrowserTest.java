package dev.coppice.server.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import dev.coppice.control.Act;
import dev.coppice.prune.CampaignListener;
import dev.coppice.prune.CampaignOptions;
import dev.coppice.prune.CampaignProgress;
import dev.coppice.prune.CampaignState;
import dev.coppice.prune.Campaigns;
import dev.coppice.prune.Policy;
import dev.coppice.server.LiveServer;
import dev.coppice.server.Role;
import dev.coppice.server.ServerConfig;
import dev.coppice.server.ShopServer;
import dev.coppice.server.SwitchedSource;
import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.PostgresTest.Isolation;
import dev.coppice.testkit.TestDatabase;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A page that is watched while things change behind it. */
@PostgresTest(Isolation.DATABASE)
class LiveBrowserTest {
    // A week of campaigns, a week of sessions to come, and a job that fails.
    // language=SQL
    private static final String HISTORY = """
            INSERT INTO coppice.campaign_chunk
                (campaign_id, chunk, pass, roots, rows_deleted, rows_edited, took_ms, committed_at)
            SELECT campaign_id, 100 + day, 'walk', 30 - 4 * day % 17, 40, 0, 200, now() - day * interval '1 day'
            FROM coppice.campaign_chunk, generate_series(0, 6) AS day
            WHERE chunk = 1;
            INSERT INTO app.session
            SELECT 1000 + i, 'ENDED', now() - interval '90 days' + i * interval '1 hour' FROM generate_series(1, 168) AS i;
            INSERT INTO coppice.job (task_name, task_instance, execution_time, picked, version, consecutive_failures)
            VALUES ('deliver-notifications', 'only', now(), false, 1, 4);
            """;

    private final TestDatabase database;
    private final AtomicReference<DataSource> current;
    private final Campaigns campaigns;
    private final long campaign;
    private final LiveServer server;
    private final Browser browser;

    LiveBrowserTest(TestDatabase database, @TempDir Path folder) {
        this.database = database;
        this.current = new AtomicReference<>(database.dataSource());
        var policy = ShopServer.ended(folder);
        this.server = ShopServer.on(
                database, 120, List.of(policy), config -> ServerConfig.given(new SwitchedSource(current)));
        this.campaigns = Campaigns.on(database.dataSource());
        this.campaign = interrupted(policy);
        this.browser = Browser.at(server, Role.ADMIN);
        browser.open("/campaigns/" + campaign);
    }

    @AfterEach
    void close() {
        browser.close();
        server.close();
    }

    @Test
    void acts_follow_the_state_and_what_is_being_typed_stays() {
        browser.awaitText("Pause");
        browser.unfold("End it");
        browser.fill("reason", "half a sent");
        campaigns.pause(campaign, Act.of("bob", "the shop opens"));
        browser.awaitText("It was paused by bob: the shop opens.");
        browser.awaitText("Resume");
        browser.awaitGone("Pause");
        assertThat(browser.filled("reason")).isEqualTo("half a sent");
        campaigns.abort(campaign, Act.of("bob", "enough"));
        browser.awaitGone("End it");
        assertThat(browser.address()).isEqualTo("/campaigns/" + campaign);
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void the_overview_names_what_waits_and_draws_whether_policies_keep_up() {
        campaigns.pause(campaign, Act.of("bob", "the shop opens"));
        database.execute(HISTORY);
        browser.open("/");
        browser.awaitText(
                "Campaign " + campaign + " of ended-sessions does not go on. It was paused by bob: the shop opens.");
        browser.awaitText("rows gone in 7 days, about 24 become due a day");
        browser.picture("keeping-up");
        browser.follow("The job deliver-notifications has failed 4 times since it last ended well.");
        browser.awaitText("4 failures since it last ended well");
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void a_page_says_since_when_it_is_not_live_and_why_until_it_is_again() {
        browser.awaitText("Pause");
        var closed = new HikariDataSource();
        closed.close();
        current.set(closed);
        browser.awaitText("Not live since");
        assertThat(browser.text())
                .containsPattern(
                        "Not live since \\d\\d:\\d\\d UTC: the server cannot reach its database, or has too much to do\\. It is tried"
                                + " again by itself\\. Reload the page");
        browser.picture("not-live");
        current.set(database.dataSource());
        browser.awaitGone("Reload the page");

        database.execute("UPDATE coppice.console_session SET ended_at = now()");
        browser.cutStream();
        browser.awaitText("your session has ended. What stands here is as it was then.");
        browser.follow("Reload the page");
        browser.awaitText("Log in");
    }

    @Test
    void a_server_that_is_gone_is_told() {
        browser.awaitText("Pause");
        server.close();
        browser.awaitText("the server cannot be reached. It is tried again by itself.");
        assertThat(browser.offers("Reload the page")).isTrue();
    }

    private long interrupted(Policy policy) {
        var listener = new CampaignListener() {
            @Override
            public void progressed(CampaignProgress progress) {}

            @Override
            public boolean stopRequested() {
                return true;
            }
        };
        var report = campaigns.execute(policy, CampaignOptions.by(Act.of("ann", "a test")), listener);
        assertThat(report.campaign().state()).isEqualTo(CampaignState.INTERRUPTED);
        return report.campaign().id();
    }
}
