package dev.coppice.prune;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.PostgresTest.Isolation;
import dev.coppice.testkit.TestDatabase;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A process is killed with {@code kill -9} and the policy executed again at once. The knob {@code coppice.prune.crashes} says
 * how often a process is killed at a moment nobody chose.
 */
@PostgresTest(Isolation.DATABASE)
class CampaignCrashTest {
    private static final int CRASHES = Integer.getInteger("coppice.prune.crashes", 2);

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({
        "campaign.entered, 0",
        "chunk.window, 1",
        "chunk.claimed, 1",
        "chunk.locked, 2",
        "chunk.deleted-group, 7",
        "chunk.deleted, 1",
        "campaign.before-commit, 2",
        "campaign.committed, 2"
    })
    void a_process_killed_anywhere_leaves_a_campaign_that_the_next_one_ends(String place, int passes, TestDatabase db)
            throws Exception {
        Shop.open(db, 60);
        var truth = Truth.before(db, "app");
        var process = CampaignProcess.start(db, folder, place, passes);
        try (var output = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            assertThat(output.lines().anyMatch("here"::equals)).isTrue();
        } finally {
            process.destroyForcibly().waitFor();
        }
        again(db, truth);
    }

    @Test
    void a_process_killed_at_any_moment_leaves_a_campaign_that_the_next_one_ends(TestDatabase db) throws Exception {
        var seed = Long.getLong("coppice.prune.seed", System.nanoTime());
        var random = new Random(seed);
        Shop.open(db, 600);
        var truth = Truth.before(db, "app");
        for (var crash = 0; crash < CRASHES; crash++) {
            var process = CampaignProcess.start(db, folder, "nowhere", 0);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(700 + random.nextInt(2_000)));
            process.destroyForcibly().waitFor();
            truth.requireLedger();
        }
        assertThat(seed).isNotNull();
        again(db, truth);
    }

    private void again(TestDatabase db, Truth truth) {
        var report = Shop.execute(db, Shop.archived(folder).build());
        assertThat(report.campaign().state()).as(report.campaign().reason()).isEqualTo(CampaignState.SUCCEEDED);
        var campaigns = new Database(db)
                .list("SELECT DISTINCT campaign_id::text FROM coppice.campaign_segment").stream()
                        .mapToLong(Long::parseLong)
                        .toArray();
        truth.requireConserved(folder, campaigns).requireLedger();
    }
}
