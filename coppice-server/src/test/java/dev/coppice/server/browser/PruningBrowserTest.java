package dev.coppice.server.browser;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.server.LiveServer;
import dev.coppice.server.Role;
import dev.coppice.server.ShopServer;
import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.PostgresTest.Isolation;
import dev.coppice.testkit.TestDatabase;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Old rows go and come back, clicked by a person. */
@PostgresTest(Isolation.DATABASE)
class PruningBrowserTest {
    // While it is told to, each delete takes so long that a person is faster than the campaign.
    // language=SQL
    private static final String SLOW = """
            CREATE TABLE app.pace (seconds numeric PRIMARY KEY);
            INSERT INTO app.pace VALUES (0.1);
            CREATE FUNCTION app.slowly() RETURNS trigger LANGUAGE plpgsql
            AS 'BEGIN PERFORM pg_catalog.pg_sleep(seconds::float) FROM app.pace; RETURN old; END';
            CREATE TRIGGER slowly AFTER DELETE ON app.session FOR EACH ROW EXECUTE FUNCTION app.slowly();
            """;

    private final TestDatabase database;
    private final LiveServer server;
    private final Browser browser;

    PruningBrowserTest(TestDatabase database, @TempDir Path folder) {
        this.database = database;
        this.server = ShopServer.on(database, 120, List.of(ShopServer.ended(folder)));
        database.execute(SLOW);
        this.browser = Browser.at(server, Role.ADMIN);
    }

    @AfterEach
    void close() {
        browser.close();
        server.close();
    }

    @Test
    void a_plan_is_looked_at_executed_paused_resumed_and_undone_by_clicks() {
        server.work();
        browser.follow("Policies");
        browser.awaitText("Rows are due, and it has never run.");
        browser.picture("policies");
        browser.follow("ended-sessions");
        browser.picture("policy");
        browser.follow("See its plan: what would go now, and what hangs on it");
        browser.awaitText("What every chunk runs");
        browser.unfold("Execute this plan");
        browser.picture("closure");
        browser.fill("reason", "ended long ago");
        browser.press("Execute this plan");

        browser.awaitText("a process works on it");
        // Who pauses it waits for the chunk under way, which gives way to that.
        browser.awaitText("Chunks\n1\nPassed over");
        browser.act("Pause", "the shop opens");
        browser.awaitText("It was paused by ana: the shop opens.");
        browser.awaitText("it waits until somebody resumes it");
        browser.picture("campaign-paused");
        database.execute(
                "DELETE FROM app.pace; UPDATE coppice.campaign_chunk SET committed_at = committed_at - interval '1 min'");
        browser.act("Resume", "the shop is closed");
        browser.awaitText("everything that may go is gone");
        browser.awaitText("Rested for");
        assertThat(browser.offers("Pause")).isFalse();
        browser.picture("campaign");
        browser.follow("Campaigns");
        browser.picture("campaigns");

        browser.open("/archives");
        browser.picture("archives");
        browser.follow("Campaign 1");
        browser.press("Read it to its end and compare");
        browser.awaitText("are as they were written");
        browser.fill("sql", "SELECT id, note, ended_at FROM app.session ORDER BY id LIMIT 20");
        browser.press("Run it");
        browser.awaitText("20 rows");
        assertThat(browser.text()).contains("<script>alert(1)</script>");
        browser.picture("archive-query");
        browser.press("Show what it would do");
        browser.awaitText("come back");
        browser.unfold("Restore");
        browser.picture("restore");
        browser.fill("reason", "they are missed");
        browser.press("Restore");
        browser.awaitText("990 rows are back");
        browser.picture("restored");
        browser.open("/trace?table=app.session&key=1");
        browser.awaitText("It is in its table.");
        browser.picture("trace");
        browser.follow("Doctor");
        browser.awaitText("trigger");
        browser.picture("doctor");
        browser.follow("Jobs");
        browser.awaitText("alive");
        browser.picture("jobs");
        assertThat(browser.complaints()).isEmpty();
        database.execute("DO $$ BEGIN ASSERT (SELECT count(*) FROM app.step) = 720; END $$");
    }
}
