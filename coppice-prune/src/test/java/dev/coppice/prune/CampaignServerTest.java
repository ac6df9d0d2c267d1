package dev.coppice.prune;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.ops.CoppiceException;
import dev.coppice.ops.internal.PausePoint;
import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.TestDatabase;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.event.Level;

/** The server crashes, starts again, or takes no more writes while a campaign runs. */
@PostgresTest(maxLog = Level.WARN)
class CampaignServerTest {
    @TempDir
    private static Path home;

    private static OwnServer server;
    private static Scene scene;

    @TempDir
    private Path folder;

    @BeforeAll
    static void a_server(TestDatabase shared) throws Exception {
        server = OwnServer.start(shared, home);
        scene = Scene.open(server);
    }

    @BeforeEach
    void rewind() {
        scene.rewind();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "campaign.entered",
                "chunk.claimed",
                "chunk.deleted-group",
                "drain.gathered",
                "campaign.before-commit",
                "campaign.committed"
            })
    void a_server_that_crashes_and_comes_back_costs_no_more_than_a_chunk(String place) {
        var ended = disturbed(place, () -> {
            server.crash();
            server.start();
        });
        assertThat(ended).isEqualTo("SUCCEEDED");
        scene.endsAtOnce(folder, place);
    }

    @ParameterizedTest
    @ValueSource(strings = {"chunk.deleted", "campaign.before-commit", "campaign.committed"})
    void a_server_that_stays_away_stops_the_process_and_the_next_execution_goes_on(String place) {
        var ended = disturbed(place, server::crash);
        server.start();
        assertThat(ended).isEqualTo("campaign.database-lost");
        scene.endsAtOnce(folder, place);
    }

    @ParameterizedTest
    @ValueSource(strings = {"campaign.entered", "campaign.committed"})
    void a_server_that_takes_no_more_writes_stops_the_process_cleanly(String place) {
        var ended = disturbed(place, () -> readOnly("on"));
        var meanwhile = disturbed("nowhere", () -> {});
        readOnly("off");
        assertThat(ended).isEqualTo("campaign.database-lost");
        assertThat(meanwhile).isEqualTo("campaign.database-lost");
        scene.endsAtOnce(folder, place);
    }

    @Test
    void a_server_that_never_took_writes_lets_no_campaign_begin() {
        readOnly("on");
        var ended = disturbed("nowhere", () -> {});
        readOnly("off");
        assertThat(ended).isEqualTo("plan.blocked");
        assertThat(new Database(server).list("SELECT id::text FROM coppice.campaign"))
                .isEmpty();
    }

    /** What an execution comes to that is disturbed when it passes a place for the third time. */
    private String disturbed(String place, Disturbance disturbance) {
        var left = new int[] {2};
        PausePoint point = here -> {
            if (here.equals(place) && left[0]-- == 0) {
                disturbance.happens();
            }
        };
        try {
            var report = Shop.campaigns(server.dataSource(), point)
                    .execute(Shop.archived(folder).build(), Shop.OPTIONS, CampaignListener.NONE);
            return report.campaign().state().name();
        } catch (CoppiceException refused) {
            return refused.code();
        }
    }

    private static void readOnly(String value) {
        var statements = new String[] {
            "ALTER SYSTEM SET default_transaction_read_only = " + value, "SELECT pg_catalog.pg_reload_conf()"
        };
        for (var statement : statements) {
            server.execute(statement);
        }
        while (!new Database(server).list("SHOW default_transaction_read_only").contains(value)) {
            Thread.onSpinWait();
        }
    }

    private interface Disturbance {
        void happens();
    }
}
