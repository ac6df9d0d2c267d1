package dev.coppice.server.browser;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.control.Act;
import dev.coppice.prune.Campaigns;
import dev.coppice.server.FleetServer;
import dev.coppice.server.Role;
import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.PostgresTest.Isolation;
import dev.coppice.testkit.TestDatabase;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.Keys;
import org.slf4j.event.Level;

/** Rows go in one of three databases, clicked by a person who sees at each step which one it is. */
@PostgresTest(value = Isolation.DATABASE, maxLog = Level.WARN) // jobs of a target that is away say so
class TargetsBrowserTest {
    private final FleetServer fleet;
    private final Browser browser;

    TargetsBrowserTest(TestDatabase database) {
        this.fleet = FleetServer.on(database);
        this.browser = Browser.at(fleet.live(), Role.ADMIN);
    }

    @AfterEach
    void close() {
        browser.close();
        fleet.close();
    }

    @Test
    void one_database_is_pruned_and_frozen_and_the_others_are_not() {
        browser.follow("Databases");
        browser.awaitText("Freeze all databases");
        browser.follow("eu-1");
        browser.awaitText("Needs you");
        assertThat(browser.address()).isEqualTo("/targets/eu-1");
        browser.picture("target-overview");
        browser.follow("Policies");
        browser.follow("closed-carts");
        browser.follow("See its plan: what would go now, and what hangs on it");
        browser.awaitText("What every chunk runs");
        browser.destroy("Execute this plan in eu-1", "closed-carts", "they are closed");
        browser.awaitText("What was typed to confirm is not the name of what this is about.");
        browser.picture("target-refused");
        browser.destroy("Execute this plan in eu-1", "eu-1/closed-carts", "they are closed");
        browser.awaitText("The campaign is begun.");
        assertThat(browser.address()).isEqualTo("/targets/eu-1/campaigns/1");
        browser.awaitText("Pause in eu-1");
        Campaigns.on(fleet.first()).pause(1, Act.of("bob", "the shop opens"));
        browser.awaitText("It was paused by bob: the shop opens.");
        browser.awaitText("Resume in eu-1");
        assertThat(browser.offers("Pause in eu-1")).isFalse();
        browser.picture("target-campaign");
        fleet.live().work();
        browser.act("Resume in eu-1", "the shop is closed");
        browser.awaitText("everything that may go is gone");
        assertThat(fleet.carts()).isEqualTo("400 100 400");

        browser.follow("Databases");
        browser.act("Freeze eu-1", "incident 118");
        browser.awaitText("Everything in eu-1 is frozen");
        browser.awaitText("by ana: incident 118");
        assertThat(browser.offers("Unfreeze eu-1")).isTrue();
        assertThat(browser.offers("Freeze eu-2")).isTrue();
        fleet.leave();
        browser.follow("Databases");
        browser.awaitText("no answer");
        browser.unfold("Unfreeze eu-1");
        browser.picture("databases");
        fleet.back();

        browser.open("/targets/eu-1/brakes");
        browser.awaitText("Unfreeze in eu-1");
        browser.unfold("Database eu-1");
        browser.picture("target-brakes");
        browser.follow("eu-2");
        browser.awaitText("Freeze everything in eu-2");
        assertThat(browser.address()).isEqualTo("/targets/eu-2/brakes");
        browser.unfold("Database eu-2");
        browser.follow("hub");
        browser.awaitText("Freeze everything in hub");
        assertThat(browser.address()).isEqualTo("/brakes");
        assertThat(browser.complaints()).allMatch(told -> told.contains("/policies/execute"));
    }

    @Test
    void the_other_databases_are_reached_by_keys() {
        browser.open("/targets/eu-1/policies");
        browser.awaitText("Policies");
        for (var tabs = 0; tabs < 3; tabs++) {
            browser.type(Keys.TAB);
        }
        assertThat(browser.focused()).startsWith("Database eu-1");
        browser.type(Keys.ENTER);
        browser.type(Keys.TAB);
        assertThat(browser.focused()).isEqualTo("hub");
        browser.type(Keys.TAB);
        assertThat(browser.focused()).isEqualTo("eu-2");
        browser.type(Keys.ENTER);
        browser.awaitText("Database eu-2");
        assertThat(browser.address()).isEqualTo("/targets/eu-2/policies");
    }
}
