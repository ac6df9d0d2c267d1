package dev.coppice.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.control.Act;
import dev.coppice.control.StoreLocation;
import dev.coppice.control.TableName;
import dev.coppice.prune.CampaignListener;
import dev.coppice.prune.CampaignOptions;
import dev.coppice.prune.Campaigns;
import dev.coppice.prune.Policy;
import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.PostgresTest.Isolation;
import dev.coppice.testkit.TestDatabase;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Names of tables, columns and policies, values and reasons stay text on every page about pruning. */
@PostgresTest(Isolation.DATABASE)
class PruningEscapingTest {
    private static final String SCRIPT = "'><img src=x onerror=alert(1)><script>alert(1)</script>";
    private static final String ENCODED = URLEncoder.encode(SCRIPT, StandardCharsets.UTF_8);

    @Test
    void what_is_stored_stays_text(TestDatabase database, @TempDir Path folder) {
        database.execute("CREATE SCHEMA app; CREATE TABLE app.\"" + SCRIPT + "\" (id int PRIMARY KEY, \"" + SCRIPT
                + "\" text NOT NULL); INSERT INTO app.\"" + SCRIPT + "\" SELECT i, $$" + SCRIPT
                + "$$ FROM generate_series(1, 9) AS i; CREATE TABLE app.child (id int PRIMARY KEY, \"" + SCRIPT
                + "\" int REFERENCES app.\"" + SCRIPT + "\")");
        var policy = Policy.of(SCRIPT, new TableName("app", SCRIPT))
                .when("id < 5 -- " + SCRIPT)
                .archive(StoreLocation.parse("file:" + folder))
                .build();
        var views = List.of(PolicyView.of(policy.name(), policy.config()));
        try (var server = LiveServer.on(
                database, config -> config.showing(views, List.of()).pruning(List.of(policy)))) {
            var act = Act.of(SCRIPT, SCRIPT);
            var campaign = Campaigns.on(database.dataSource())
                    .execute(policy, CampaignOptions.by(act).overriding(act), CampaignListener.NONE)
                    .campaign()
                    .id();
            var admin = new ConsoleSession(server, Role.ADMIN);
            for (var page : List.of(
                    "/policies",
                    "/policies/policy?name=" + ENCODED,
                    "/policies/plan?name=" + ENCODED,
                    "/campaigns",
                    "/campaigns?policy=" + ENCODED,
                    "/campaigns/" + campaign,
                    "/archives",
                    "/archives/" + campaign,
                    "/archives/" + campaign + "/restore?where=" + ENCODED + "&into=" + ENCODED,
                    "/trace?table=" + ENCODED + "&key=" + ENCODED,
                    "/doctor")) {
                assertThat(admin.get(page).body())
                        .as(page)
                        .contains("&lt;img src=x")
                        .doesNotContain("<img src=x", "<script>alert");
            }
            var answer = admin.send(
                    "/archives/" + campaign + "/query", "sql", "SELECT * FROM app.\"" + SCRIPT + "\" ORDER BY 1");
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.body()).contains("&lt;img src=x").doesNotContain("<img src=x", "<script>alert");
        }
    }
}
