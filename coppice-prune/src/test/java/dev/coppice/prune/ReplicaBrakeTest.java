package dev.coppice.prune;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.prune.internal.brake.Governor;
import dev.coppice.prune.internal.brake.Verdict;
import dev.coppice.testkit.Interleaving;
import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.TestDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A streaming replica that stands still, comes back and goes away. */
@PostgresTest
class ReplicaBrakeTest {
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final String BRAKED = "campaign.braked";

    @TempDir
    private Path folder;

    @Test
    void a_campaign_waits_for_its_replicas(TestDatabase shared) throws Exception {
        try (var primary = OwnServer.start(shared, Files.createDirectory(folder.resolve("primary")))) {
            Shop.open(primary, 60);
            try (var replica = primary.replica(Files.createDirectory(folder.resolve("replica")), "twin")) {
                stands_still(primary, replica);
                holds_a_campaign(primary, replica);
                goes_away(primary, replica);
                is_not_missed_where_it_never_was(primary);
                replica.start();
                try (var second = primary.replica(Files.createDirectory(folder.resolve("second")), "twin")) {
                    one_of_two_of_a_name_goes_away(primary, second);
                    second.start();
                }
            }
        }
    }

    private static void stands_still(TestDatabase primary, TestDatabase replica) throws InterruptedException {
        var brakes = BrakesConfig.NONE.replicaLag(BrakeTime.of(Duration.ofSeconds(2)));
        try (var governor = governor(primary, brakes)) {
            assertThat(until(governor, verdict -> !verdict.pending()).held()).isEmpty();
            replica.execute("SELECT pg_catalog.pg_wal_replay_pause()");
            primary.execute("CREATE TABLE app.later (id int)");
            var held = until(governor, verdict -> !verdict.held().isEmpty());
            assertThat(held.stops()).isTrue();
            assertThat(held.held().getFirst().reason()).matches("Replica twin is [2-9]\\.\\d s behind, limit 2s\\.");
            replica.execute("SELECT pg_catalog.pg_wal_replay_resume()");
            until(governor, verdict -> verdict.held().isEmpty());
        }
    }

    private static void holds_a_campaign(TestDatabase primary, TestDatabase replica) {
        replica.execute("SELECT pg_catalog.pg_wal_replay_pause()");
        primary.execute("CREATE TABLE app.other AS SELECT i, repeat('x', 100) FROM generate_series(1, 1000) AS i");
        var policy = Shop.ended()
                .brakes(BrakesConfig.NONE.replicaBytes(ByteSize.parse("8KiB")))
                .build();
        try (var steps = new Interleaving(LONG)) {
            steps.stopAt("campaign", BRAKED);
            var campaign = steps.start(
                    "campaign",
                    () -> Shop.campaigns(primary.dataSource(), steps::reached)
                            .execute(policy, Shop.OPTIONS, CampaignListener.NONE)
                            .campaign());
            campaign.awaitStopped(BRAKED);
            var span = Campaigns.on(primary.dataSource()).brakes(1, 9).getFirst();
            assertThat(span.brake()).isEqualTo(BrakeName.REPLICA_BYTES);
            assertThat(span.reason()).matches("Replica twin is [0-9.]+ KiB behind, limit 8\\.0 KiB\\.");
            replica.execute("SELECT pg_catalog.pg_wal_replay_resume()");
            steps.passAt(BRAKED);
            campaign.resume();
            assertThat(Objects.requireNonNull(campaign.result()).state()).isEqualTo(CampaignState.SUCCEEDED);
        }
    }

    private static void goes_away(TestDatabase primary, OwnServer replica) throws InterruptedException {
        try (var governor = governor(primary, BrakesConfig.DEFAULT.waiters(false))) {
            assertThat(until(governor, verdict -> !verdict.pending()).held()).isEmpty();
            replica.crash();
            var held = until(governor, verdict -> !verdict.held().isEmpty());
            assertThat(held.held().getFirst().utilisation()).isEmpty();
            assertThat(held.held().getFirst().reason()).isEqualTo("Replica twin was connected and is not any more.");
        }
    }

    private static void one_of_two_of_a_name_goes_away(TestDatabase primary, OwnServer second)
            throws InterruptedException {
        primary.execute("""
                DO $$
                BEGIN
                    WHILE (SELECT count(*) FROM pg_catalog.pg_stat_replication WHERE replay_lsn IS NOT NULL) < 2 LOOP
                        PERFORM pg_catalog.pg_sleep(0.05);
                        PERFORM pg_catalog.pg_stat_clear_snapshot();
                    END LOOP;
                END $$
                """);
        try (var governor = governor(primary, BrakesConfig.DEFAULT.waiters(false))) {
            assertThat(until(governor, verdict -> !verdict.pending()).held()).isEmpty();
            second.crash();
            var held = until(governor, verdict -> !verdict.held().isEmpty());
            assertThat(held.held().getFirst().reason())
                    .isEqualTo("Replica twin was connected and is not any more: 1 of 2 are.");
        }
    }

    private static void is_not_missed_where_it_never_was(TestDatabase primary) throws InterruptedException {
        primary.execute("SELECT pg_catalog.pg_create_physical_replication_slot('forgotten', true);"
                + "CREATE TABLE app.much AS SELECT i, repeat('x', 100) FROM generate_series(1, 1000) AS i");
        try (var governor = governor(primary, BrakesConfig.NONE.replicaBytes(ByteSize.parse("1KiB")))) {
            var held = until(governor, verdict -> !verdict.held().isEmpty());
            assertThat(held.held().getFirst().reason()).startsWith("Unused slot forgotten is ");
        }
        try (var governor = governor(primary, BrakesConfig.DEFAULT)) {
            assertThat(until(governor, verdict -> !verdict.pending()).held()).isEmpty();
        }
    }

    private static Governor governor(TestDatabase db, BrakesConfig brakes) {
        var governor = new Governor(db.dataSource(), 1, brakes, List.of());
        governor.tuned(Map.of());
        return governor;
    }

    private static Verdict until(Governor governor, Predicate<Verdict> wanted) throws InterruptedException {
        var end = System.nanoTime() + LONG.toNanos();
        for (var verdict = governor.verdict(); ; verdict = governor.verdict()) {
            if (wanted.test(verdict)) {
                return verdict;
            }
            assertThat(System.nanoTime()).as("still " + verdict).isLessThan(end);
            governor.await(verdict, Duration.ofMillis(200));
        }
    }
}
