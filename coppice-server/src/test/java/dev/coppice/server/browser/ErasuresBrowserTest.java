package dev.coppice.server.browser;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.server.PersonServer;
import dev.coppice.server.Role;
import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.PostgresTest.Isolation;
import dev.coppice.testkit.TestDatabase;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A person is erased by clicks of somebody who sees at each step who it is. */
@PostgresTest(Isolation.DATABASE)
class ErasuresBrowserTest {
    private final PersonServer server;
    private final Browser browser;

    ErasuresBrowserTest(TestDatabase database) {
        PersonServer.open(database);
        this.server = PersonServer.on(database);
        this.browser = Browser.at(server.live, Role.ADMIN);
    }

    @AfterEach
    void close() {
        browser.close();
        server.close();
    }

    @Test
    void who_is_erased_is_seen_and_typed_and_not_known_afterwards() {
        server.live.work();
        browser.follow("Erasures");
        browser.awaitText("Nothing was erased.");
        browser.fill("key", PersonServer.KEY);
        browser.picture("erasures-none");
        browser.press("Plan it");
        browser.awaitText("about the one whose key is " + PersonServer.KEY);
        browser.unfold("Erase it");
        browser.picture("erasure-plan");
        browser.destroy("Erase it", "2", "request 118");
        browser.awaitText("What was typed to confirm is not the name of what this is about.");
        browser.destroy("Erase it", PersonServer.KEY, "request 118");
        browser.awaitText("It is begun; the servers do it.");
        server.until("SELECT state = 'SUCCEEDED' FROM coppice.erasure");
        browser.open("/erasures/1");
        browser.awaitText("What was kept, and why");
        browser.picture("erasure");
        browser.follow("Erasures");
        browser.awaitText("request 118");
        assertThat(browser.text()).doesNotContain(PersonServer.KEY);
        browser.picture("erasures");
        browser.open("/campaigns");
        browser.follow("subject:person#1");
        browser.awaitText("digest of the key");
        assertThat(browser.complaints()).allMatch(told -> told.contains("/erasures/begin"));
    }
}
