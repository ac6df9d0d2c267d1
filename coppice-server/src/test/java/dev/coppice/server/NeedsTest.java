package dev.coppice.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.control.Act;
import dev.coppice.control.CoppiceSchema;
import dev.coppice.lifecycle.Lifecycle;
import dev.coppice.lifecycle.ResourceId;
import dev.coppice.lifecycle.SigningKeyFile;
import dev.coppice.lifecycle.TeardownRequest;
import dev.coppice.prune.CampaignListener;
import dev.coppice.prune.CampaignOptions;
import dev.coppice.prune.CampaignProgress;
import dev.coppice.prune.Campaigns;
import dev.coppice.prune.Policy;
import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.PostgresTest.Isolation;
import dev.coppice.testkit.TestDatabase;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The overview names what waits for a person, and leads there. */
@PostgresTest(Isolation.DATABASE)
class NeedsTest {
    private static final Act ACT = Act.of("ann", "a test");

    // language=SQL
    private static final String TROUBLE = """
            UPDATE coppice.operation SET state = 'parked', next_try_at = NULL WHERE resource_id = 'kg2';
            UPDATE coppice.certificate SET revoked_at = now(), revoked_reason = 'rows of kg1 are back';
            UPDATE coppice.certificate_probe SET due_at = now() - interval '2 hours' WHERE ordinal = 1;
            UPDATE coppice.backup SET expires_at = now() + interval '3 days' WHERE resource_id = 'kg1';
            UPDATE coppice.backup SET expires_at = now() - interval '3 days' WHERE resource_id = 'sec';
            INSERT INTO coppice.job (task_name, task_instance, execution_time, picked, version, consecutive_failures)
            SELECT 'sensor-' || i, 'only', now(), false, 1, i FROM generate_series(1, 5) AS i;
            INSERT INTO coppice.sensor_run (sensor, started_at, finished_at, worker, problem)
            VALUES ('due', now(), now(), 'a', 'The query of kind graph failed.');
            INSERT INTO coppice.sensor_decision (sensor, kind, subject, decision, code, message, since_at, decided_at)
            VALUES ('due', 'graph', 'kg & 3', 'refused', 'resource.protected', 'It is protected.', now(), now());
            """;

    @Test
    void what_waits_is_told_the_worst_first_with_the_page_that_tells_more(TestDatabase database, @TempDir Path folder)
            throws Exception {
        TenantServer.settle(database);
        new CoppiceSchema(database.dataSource()).migrate();
        var kinds = TenantServer.kinds(folder, yaml -> yaml);
        var key = SigningKeyFile.create(folder.resolve("coppice.key"));
        var lifecycle =
                Lifecycle.on(database.dataSource()).kinds(kinds).signedBy(key).build();
        try (var server = TenantServer.on(
                database,
                kinds,
                config -> config.managing(source ->
                        Lifecycle.on(source).kinds(kinds).signedBy(key).build()))) {
            var viewer = new ConsoleSession(server.live, Role.VIEWER);
            assertThat(viewer.read("/")).contains("Nothing waits for a person.");
            var id = lifecycle
                    .teardowns()
                    .begin(TeardownRequest.of(new ResourceId("graph", "kg1"), ACT))
                    .id();
            lifecycle.teardowns().runOnce();
            lifecycle.backups().create(new ResourceId("graph", "sec"), ACT);
            var parked = lifecycle
                    .teardowns()
                    .begin(TeardownRequest.of(new ResourceId("graph", "kg2"), ACT))
                    .id();
            long campaign = paused(database);
            database.execute(TROUBLE);
            Waiting.until(() -> viewer.read("/overview/numbers").contains("Teardown " + parked));

            assertThat(viewer.read("/overview/numbers"))
                    .containsSubsequence(
                            "parked Teardown " + parked + " of graph kg2 waits for a person.",
                            "revoked The certificate of graph kg1 was revoked: rows of kg1 are back",
                            "late The later look at what is left of graph kg1 is overdue.",
                            "stands still Campaign " + campaign + " of documents does not go on.",
                            "fails The job sensor-5 has failed 5 times since it last ended well.",
                            "fails And 2 more.",
                            "fails The sensor due could not look. The query of kind graph failed.",
                            "refused graph kg &amp; 3 is left alone by its sensor. It is protected.",
                            "over Backups that were over more than a day ago and are still there: 1.",
                            "soon over Backups that are over within seven days: 1.");
            assertThat(viewer.get("/overview/numbers").body())
                    .contains("href=\"/teardowns/" + parked + "\"", "href=\"/teardowns/" + id + "\"")
                    .contains("href=\"/campaigns/" + campaign + "\"", "kind=graph&amp;id=kg+%26+3");
        }
    }

    private static long paused(TestDatabase database) {
        var listener = new CampaignListener() {
            @Override
            public void progressed(CampaignProgress progress) {}

            @Override
            public boolean stopRequested() {
                return true;
            }
        };
        var policy = Policy.of("documents", "app.document").when("id > 0").build();
        var campaigns = Campaigns.on(database.dataSource());
        long id = campaigns
                .execute(policy, CampaignOptions.by(ACT).overriding(ACT), listener)
                .campaign()
                .id();
        campaigns.pause(id, ACT);
        return id;
    }
}
