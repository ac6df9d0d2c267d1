package dev.coppice.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.control.Act;
import dev.coppice.prune.CampaignListener;
import dev.coppice.prune.CampaignOptions;
import dev.coppice.prune.Campaigns;
import dev.coppice.prune.Policy;
import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.PostgresTest.Isolation;
import dev.coppice.testkit.TestDatabase;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The overview draws what went on each of the last days against what becomes due. */
@PostgresTest(Isolation.DATABASE)
class KeepingUpTest {
    @Test
    void rows_gone_are_bars_and_rows_that_become_due_a_line(TestDatabase database, @TempDir Path folder) {
        var policy = ShopServer.ended(folder);
        var ageless = Policy.of("ageless", "app.note").when("id < 0").build();
        var missing = Policy.of("missing", "app.nowhere").when("id < 0").build();
        try (var server = ShopServer.on(database, 120, List.of(policy, ageless, missing))) {
            database.execute("INSERT INTO app.session SELECT 1000 + i, 'ENDED',"
                    + " now() - interval '90 days' + interval '1 hour' * i * 11 FROM generate_series(1, 14) AS i");
            Campaigns.on(database.dataSource())
                    .execute(policy, CampaignOptions.by(Act.of("ann", "a test")), CampaignListener.NONE);
            var viewer = new ConsoleSession(server, Role.VIEWER);
            assertThat(viewer.read("/overview/numbers"))
                    .contains("90 rows gone in 7 days, about 2 become due a day")
                    .contains("0 rows gone in 7 days");
            assertThat(viewer.get("/overview/numbers").body())
                    .contains("<title>today: 90 rows gone</title>", "<title>6 days ago: 0 rows gone</title>")
                    .containsOnlyOnce("class=\"due\"")
                    .contains("The table does not exist.");
        }
    }
}
