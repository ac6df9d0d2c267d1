package dev.coppice.server.browser;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.control.Act;
import dev.coppice.control.ApprovalRequest;
import dev.coppice.control.Approvals;
import dev.coppice.lifecycle.Lifecycle;
import dev.coppice.server.Role;
import dev.coppice.server.TenantServer;
import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.PostgresTest.Isolation;
import dev.coppice.testkit.TestDatabase;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Everything is stopped and let go again, clicked by a person. */
@PostgresTest(Isolation.DATABASE)
class BrakesBrowserTest {
    private final TenantServer server;
    private final Browser browser;

    BrakesBrowserTest(TestDatabase database, @TempDir Path folder) {
        TenantServer.settle(database);
        var kinds = TenantServer.kinds(folder, yaml -> yaml);
        this.server = TenantServer.on(
                database,
                kinds,
                config -> config.managing(
                        source -> Lifecycle.on(source).kinds(kinds).build()));
        this.browser = Browser.at(server.live, Role.ADMIN);
    }

    @AfterEach
    void close() {
        browser.close();
        server.close();
    }

    @Test
    void without_scripts_pages_are_read_and_acts_are_done() {
        browser.withoutScripts();
        browser.follow("Resources");
        browser.follow("kg1");
        browser.act("Suspend", "the contract has ended");
        browser.awaitText("It is suspended, with all that belong to it.");
        browser.follow("Look into its stores");
        browser.awaitText("3");
        browser.follow("Overview");
        browser.awaitText("These numbers are of the time shown. Reload the page for new ones.");
        browser.follow("Brakes");
        browser.act("Freeze everything", "an incident");
        browser.awaitText("Everything is frozen");
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void everything_is_frozen_held_released_and_unfrozen_by_clicks() {
        server.live.write(db -> Approvals.in(db)
                .approve(new ApprovalRequest(
                        "teardown/graph/kg2", "ab".repeat(32), Act.of("ben", "checked it"), 2, Duration.ofDays(1))));
        browser.follow("Brakes");
        browser.awaitText("Nothing is held.");
        browser.unfold("Hold a resource");
        browser.fill("kind", "graph");
        browser.fill("id", "kg1");
        browser.fill("reason", "the court asks for it");
        assertThat(browser.sendsTwice("Hold a resource")).isFalse();
        browser.awaitText("Hold 1 is in force.");
        browser.unfold("Hold rows of a table");
        browser.fill("table", "app.document");
        browser.fill("key", "4");
        browser.fill("reason", "evidence in the same case");
        browser.press("Hold rows of a table");
        browser.awaitText("Hold 2 is in force.");
        browser.act("Freeze everything", "an incident is looked into");
        browser.awaitText("Everything is frozen");
        browser.awaitText("an incident is looked into");
        browser.unfold("Unfreeze");
        browser.picture("brakes");
        browser.unfold("Unfreeze");
        browser.act("Unfreeze", "it was a false alarm");
        browser.awaitText("It is unfrozen");
        browser.act("Release hold 2", "the case is closed");
        browser.awaitText("Hold 2 is released.");
        assertThat(browser.text()).doesNotContain("the row 4 of app.document");
        browser.follow("Overview");
        browser.awaitText("Needs you");
        assertThat(browser.complaints()).isEmpty();
    }
}
