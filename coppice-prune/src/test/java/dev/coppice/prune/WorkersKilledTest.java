package dev.coppice.prune;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.ops.internal.PausePoint;
import dev.coppice.testkit.Interleaving;
import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.PostgresTest.Isolation;
import dev.coppice.testkit.TestDatabase;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Processes with several workers are killed with {@code kill -9} while others go on. The knob {@code coppice.prune.worker-kills}
 * says how many are killed at a moment nobody chose, {@code coppice.prune.seed} repeats the choice.
 */
@PostgresTest(Isolation.DATABASE)
class WorkersKilledTest {
    private static final int KILLS = Integer.getInteger("coppice.prune.worker-kills", 5);
    private static final int PROCESSES = 3;
    private static final int SESSIONS = 900;
    private static final long LONGEST_LIFE = Duration.ofMillis(1_500).toNanos();

    @TempDir
    private static Path shared;

    private static ChildPath path;

    @TempDir
    private Path folder;

    @BeforeAll
    static void a_path() {
        path = ChildPath.in(shared);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "campaign.entered",
                "chunk.claimed",
                "chunk.deleted",
                "drain.gathered",
                "campaign.counting",
                "campaign.before-commit",
                "campaign.committed"
            })
    void a_process_of_two_workers_killed_at_a_place_leaves_a_campaign_that_the_next_one_ends(
            String place, TestDatabase db) throws Exception {
        var scene = Scene.open(db);
        try (var child = process(db)) {
            child.await("ready");
            child.work(folder, place, 1, 2);
            child.await("here");
        }
        scene.endsAtOnce(folder, place);
    }

    @Test
    void what_a_killed_worker_held_goes_with_the_process_that_is_left(TestDatabase db) throws Exception {
        var scene = Scene.openLight(db, 300);
        var policy = Shop.archived(folder).build();
        try (var child = process(db);
                var steps = new Interleaving(Duration.ofMinutes(2))) {
            child.await("ready");
            child.work(folder, "chunk.claimed", 2, 1);
            child.await("here");
            var left = steps.start(
                    "left",
                    () -> Shop.campaigns(db.dataSource(), PausePoint.NONE)
                            .join(1, policy, Shop.OPTIONS, CampaignListener.NONE)
                            .campaign()
                            .state());
            // It has taken what the other does not hold, and waits.
            Until.holds(() -> new Database(db)
                    .list("SELECT (left_at IS NOT NULL)::text FROM coppice.campaign_worker WHERE worker = 2")
                    .contains("true"));
            assertThat(new Database(db).list("SELECT pass FROM coppice.campaign"))
                    .containsExactly("walk");
            child.kill();
            assertThat(Objects.requireNonNull(left.result())).isEqualTo(CampaignState.SUCCEEDED);
        }
        scene.requireWhole(folder, "a killed worker");
    }

    @Test
    void three_processes_of_two_workers_killed_at_any_moment_lose_nothing_and_take_nothing_twice(TestDatabase db)
            throws Exception {
        var seed = Long.getLong("coppice.prune.seed", System.nanoTime());
        var random = new Random(seed);
        var scene = Scene.openLight(db, SESSIONS);
        var children = new ArrayList<Child>();
        try {
            for (var i = 0; i < PROCESSES; i++) {
                children.add(ordered(db));
            }
            for (var kill = 0; kill < KILLS; kill++) {
                LockSupport.parkNanos((long) (random.nextDouble() * LONGEST_LIFE));
                children.remove(random.nextInt(PROCESSES)).kill();
                children.add(ordered(db));
            }
            for (var child : children) {
                assertThat(child.await("ended")).as("seed " + seed).isIn("SUCCEEDED", "PARTIAL");
            }
        } finally {
            for (var child : List.copyOf(children)) {
                child.close();
            }
        }
        scene.requireLedger();
        scene.endsAtOnce(folder, KILLS + " kills of seed " + seed);
    }

    private Child ordered(TestDatabase db) throws Exception {
        var child = process(db);
        child.await("ready");
        child.work(folder, "nowhere", 0, 2);
        return child;
    }

    private static Child process(TestDatabase db) throws Exception {
        return Child.start(List.of(), path, WorkersProcess.class, db);
    }
}
