package dev.coppice.server.browser;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.control.CoppiceSchema;
import dev.coppice.lifecycle.Lifecycle;
import dev.coppice.lifecycle.SigningKeyFile;
import dev.coppice.server.Role;
import dev.coppice.server.TenantServer;
import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.PostgresTest.Isolation;
import dev.coppice.testkit.TestDatabase;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A tenant goes, clicked by a person. */
@PostgresTest(Isolation.DATABASE)
class LifecycleBrowserTest {
    private final TestDatabase database;
    private TenantServer server;
    private Lifecycle lifecycle;
    private Browser browser;

    @TempDir
    Path folder;

    LifecycleBrowserTest(TestDatabase database) {
        this.database = database;
    }

    @BeforeEach
    void open() throws IOException {
        TenantServer.settle(database);
        new CoppiceSchema(database.dataSource()).migrate();
        var kinds = TenantServer.kinds(folder, yaml -> yaml);
        var key = SigningKeyFile.create(folder.resolve("coppice.key"));
        lifecycle =
                Lifecycle.on(database.dataSource()).kinds(kinds).signedBy(key).build();
        server = TenantServer.on(
                database,
                kinds,
                config -> config.managing(source ->
                        Lifecycle.on(source).kinds(kinds).signedBy(key).build()));
        browser = Browser.at(server.live, Role.ADMIN);
    }

    @AfterEach
    void close() {
        browser.close();
        server.close();
    }

    @Test
    void a_tenant_is_suspended_torn_down_explained_and_certified_by_clicks() throws InterruptedException {
        browser.picture("overview");
        browser.follow("Resources");
        browser.picture("resources");
        browser.follow("kg1");
        browser.awaitText("In all 3 items");
        browser.act("Suspend", "the contract has ended");
        browser.awaitText("It is suspended, with all that belong to it.");
        browser.unfold("Hold");
        browser.awaitText("Only an admin releases it.");
        browser.picture("resource");

        browser.follow("Plan its teardown");
        browser.awaitText("delete-documents");
        assertThat(browser.offers("Copy")).isTrue();
        browser.unfold("Tear it down");
        browser.picture("plan");
        browser.fill("confirmed", "kg2");
        browser.fill("reason", "the contract has ended");
        browser.press("Tear it down");
        browser.awaitText("What was typed to confirm is not the name");
        browser.destroy("Tear it down", "kg1", "the contract has ended");
        browser.awaitText("Why is it not gone?");
        assertThat(browser.text()).contains("The teardown has begun.").contains("It can still be called off.");
        assertThat(browser.offers("Call it off")).isTrue();
        browser.picture("teardown");
        browser.open("/teardowns");
        browser.picture("teardowns");
        browser.open("/teardowns/1");

        lifecycle.teardowns().runOnce();
        browser.awaitText("What came of it");
        browser.awaitText("Certificate");
        assertThat(browser.offers("Call it off")).isFalse();
        browser.follow("Check it");
        browser.awaitText("The certificate is genuine");
        browser.picture("certificate");

        browser.follow("Backups");
        browser.picture("backups");
        browser.follow("1");
        browser.act("Read it back", "before the audit");
        browser.awaitText("It is whole");
        browser.picture("backup");
        browser.follow("Plan its restore");
        browser.picture("restore");
        browser.act("Bring it back", "the contract goes on");
        browser.awaitText("It is back, with all that belong to it.");
        browser.follow("Audit");
        browser.press("Check the whole trail");
        browser.awaitText("The trail is whole");
        browser.picture("audit");
        assertThat(browser.complaints())
                .as("the one refusal")
                .hasSize(1)
                .allMatch(line -> line.contains("/resources/deprovision") && line.contains("status of 400"));
    }
}
