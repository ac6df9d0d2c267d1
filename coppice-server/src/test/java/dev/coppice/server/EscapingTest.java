package dev.coppice.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.control.Act;
import dev.coppice.control.CoppiceSchema;
import dev.coppice.control.HoldRequest;
import dev.coppice.control.HoldTarget;
import dev.coppice.control.Holds;
import dev.coppice.lifecycle.Lifecycle;
import dev.coppice.lifecycle.ResourceId;
import dev.coppice.lifecycle.SigningKeyFile;
import dev.coppice.lifecycle.TeardownRequest;
import dev.coppice.settings.Document;
import dev.coppice.settings.NewDefinition;
import dev.coppice.settings.NewEntry;
import dev.coppice.settings.NewFragment;
import dev.coppice.settings.Scope;
import dev.coppice.settings.Settings;
import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.PostgresTest.Isolation;
import dev.coppice.testkit.TestDatabase;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever is stored stays text on every page that shows it. */
@PostgresTest(Isolation.DATABASE)
class EscapingTest {
    private static final String SCRIPT = "\"'><script>alert(1)</script>";
    private static final String ENCODED = URLEncoder.encode(SCRIPT, StandardCharsets.UTF_8);
    private static final Act ACT = Act.of(SCRIPT, SCRIPT);
    private static final ResourceId ID = new ResourceId("graph", SCRIPT);

    @TempDir
    Path folder;

    @Test
    void a_stored_script_stays_text_on_every_page(TestDatabase database) throws Exception {
        TenantServer.settle(database);
        database.execute("INSERT INTO app.graph (graph_id, tier, org_id) VALUES ($$" + SCRIPT + "$$, $$" + SCRIPT
                + "$$, $$" + SCRIPT + "$$)");
        new CoppiceSchema(database.dataSource()).migrate();
        var kinds = TenantServer.kinds(folder, yaml -> yaml);
        var key = SigningKeyFile.create(folder.resolve("coppice.key"));
        var lifecycle =
                Lifecycle.on(database.dataSource()).kinds(kinds).signedBy(key).build();
        try (var server = TenantServer.on(
                database,
                kinds,
                config -> config.named(SCRIPT)
                        .managing(source ->
                                Lifecycle.on(source).kinds(kinds).signedBy(key).build()))) {
            write(server.live, lifecycle);
            define(database);
            var admin = new ConsoleSession(server.live, Role.ADMIN);
            for (var page : pages()) {
                var answer = admin.get(page);
                assertThat(answer.statusCode()).as(page).isEqualTo(200);
                assertThat(answer.body())
                        .as(page)
                        .contains("&lt;script")
                        .doesNotContain("<script>alert", "\"'><script");
            }
        }
    }

    private static void write(LiveServer live, Lifecycle lifecycle) throws InterruptedException {
        lifecycle.resources().suspend(ID, ACT);
        lifecycle.backups().create(ID, ACT);
        lifecycle
                .operations()
                .cancel(lifecycle.teardowns().begin(TeardownRequest.of(ID, ACT)).id(), ACT);
        lifecycle.teardowns().begin(TeardownRequest.of(new ResourceId("graph", "kg1"), ACT));
        lifecycle.teardowns().runOnce();
        live.write(db -> Holds.in(db).place(HoldRequest.on(HoldTarget.resource("graph", SCRIPT), SCRIPT, ACT)));
    }

    private static void define(TestDatabase database) {
        var settings = Settings.on(database.dataSource());
        settings.definitions().create(NewDefinition.named(SCRIPT));
        settings.allowList().create(NewEntry.of(SCRIPT, "public"));
        settings.fragments()
                .create(NewFragment.of(SCRIPT, Scope.PUBLIC, Document.parse("{\"a\": \"<script>alert(1)</script>\"}")));
    }

    private static String[] pages() {
        return Stream.of(
                        "/",
                        "/resources",
                        "/resources?tier=" + ENCODED,
                        "/resources/resource?kind=graph&id=" + ENCODED,
                        "/resources/look?kind=graph&id=" + ENCODED,
                        "/resources/deprovision?kind=graph&id=" + ENCODED,
                        "/teardowns",
                        "/teardowns/1",
                        "/teardowns/2",
                        "/backups",
                        "/backups/1",
                        "/backups/1/restore",
                        "/certificates",
                        "/audit",
                        "/audit?actor=" + ENCODED,
                        "/settings",
                        "/settings?like=" + ENCODED,
                        "/settings/setting?name=" + ENCODED + "&as-user=" + ENCODED)
                .toArray(String[]::new);
    }
}
