package dev.coppice.server.browser;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.server.LiveServer;
import dev.coppice.server.Role;
import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.PostgresTest.Isolation;
import dev.coppice.testkit.TestDatabase;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.Keys;

/** Keys and settings: what a person does on the pages that need no resource. */
@PostgresTest(Isolation.DATABASE)
class SettingsBrowserTest {
    private static final String ANA = "00000000-0000-0000-0000-00000000000a";

    private final LiveServer server;
    private Browser browser;

    SettingsBrowserTest(TestDatabase database) {
        this.server = LiveServer.on(database);
    }

    @BeforeEach
    void open() {
        browser = Browser.at(server, Role.ADMIN);
    }

    @AfterEach
    void close() {
        browser.close();
        server.close();
    }

    @Test
    void keys_alone_reach_every_page_and_skip_what_stands_around_it() {
        browser.type(Keys.TAB);
        assertThat(browser.focused()).isEqualTo("Skip to content");
        browser.type(Keys.ENTER);
        assertThat(browser.address()).isEqualTo("/#main");
        browser.open("/");
        var reached = Stream.generate(() -> {
                    browser.type(Keys.TAB);
                    return browser.focused();
                })
                .limit(30)
                .takeWhile(label -> !label.equals("Audit"))
                .toList();
        assertThat(reached)
                .startsWith("Skip to content", "Coppice", "Log out", "Overview")
                .endsWith("Settings")
                .noneMatch(label -> label.startsWith("unseen"));
        browser.type(Keys.ENTER);
        browser.awaitText("Audit trail");
    }

    @Test
    void a_setting_is_defined_set_edited_and_seen_merged_by_clicks() {
        browser.follow("Settings");
        browser.awaitText("No setting is defined.");
        browser.fill("name", "theme");
        browser.press("Define");
        browser.awaitText("The setting is defined.");
        browser.unfold("Allow it at another type of scope");
        browser.press("Allow");
        browser.awaitText("The setting may be set there from now on.");
        browser.unfold("Allow it at another type of scope");
        browser.pressAndLeave("Allow");
        browser.fill("value", "{\"mode\": \"light\", \"hue\": 1}");
        browser.press("Set");
        browser.awaitText("The value is set.");
        browser.follow("Edit");
        browser.fill("value", "{\"mode\": \"dark\", \"hue\": 1}");
        browser.press("Set");
        browser.open("/settings/setting?name=theme&as-user=" + ANA);
        browser.awaitText("Merged in this order");
        assertThat(browser.text()).contains("mode \"dark\" public 100");
        browser.picture("setting");
        browser.follow("Settings");
        browser.picture("settings");
        assertThat(browser.complaints()).isEmpty();
    }
}
