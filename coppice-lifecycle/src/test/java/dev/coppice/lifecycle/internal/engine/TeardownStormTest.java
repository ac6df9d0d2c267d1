package dev.coppice.lifecycle.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.lifecycle.PassReport;
import dev.coppice.lifecycle.spi.StepContext;
import dev.coppice.lifecycle.spi.StepOutcome;
import dev.coppice.ops.internal.PausePoint;
import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.PostgresTest.Isolation;
import dev.coppice.testkit.TestDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

/**
 * Many resources torn down by three workers at once, on services of which one call in twenty lies: it fails after doing its
 * work, fails before it, cannot list, or says that it is done when it is not. The knob {@code coppice.lifecycle.resources} says
 * how many, {@code coppice.lifecycle.seed} repeats the lies.
 */
@PostgresTest(Isolation.DATABASE)
class TeardownStormTest {
    private static final int RESOURCES = Integer.getInteger("coppice.lifecycle.resources", 60);
    private static final long SEED = Long.getLong("coppice.lifecycle.seed", System.nanoTime());
    private static final int WORKERS = 3;

    private final Random random = new Random(SEED);

    @Test
    void many_resources_on_lying_services_go_once_each_and_the_work_is_shared(TestDatabase db) throws Exception {
        try (var world = new World(db)) {
            world.with("limits: { share: \"100%/1s\", batch: 5 }");
            World.STORES.forEach(store -> world.mood(store, this::lie));
            world.workspace("neighbour");
            for (var number = 1; number <= RESOURCES; number++) {
                world.begin(world.workspace("kg" + number));
            }
            work(world);
            assertThat(world.number("SELECT count(*) FROM coppice.operation WHERE state = 'succeeded'"))
                    .as("ended, seed " + SEED)
                    .isEqualTo(RESOURCES);
            assertThat(world.number("SELECT sum(removed)::bigint FROM app.effect"))
                    .isEqualTo(RESOURCES * 3L * World.STORES.size());
            world.requireOrder();
            world.requireUntouched("neighbour");
            shared(world);
        }
    }

    private synchronized Optional<StepOutcome> lie(String place, StepContext context) {
        if (random.nextInt(20) > 0) {
            return Optional.empty();
        }
        return switch (place) {
            case "look" -> Optional.of(new StepOutcome.Unknown("store.unseen", "The listing failed."));
            case "before" ->
                Optional.of(
                        random.nextBoolean()
                                ? new StepOutcome.Done(3)
                                : new StepOutcome.Failed("store.sick", "The store is sick."));
            default -> throw new UncheckedIOException(new IOException("timed out after it was done"));
        };
    }

    private static void work(World world) throws Exception {
        try (var threads = Executors.newFixedThreadPool(WORKERS)) {
            var work = new ArrayList<Callable<Integer>>();
            for (var number = 1; number <= WORKERS; number++) {
                var teardowns =
                        world.engine("worker-" + number, PausePoint.NONE).teardowns();
                work.add(() -> {
                    var taken = 0;
                    for (var pass = 0; pass < 100 * RESOURCES && world.underWay() > 0; pass++) {
                        PassReport report = teardowns.runOnce();
                        taken += report.taken();
                    }
                    return taken;
                });
            }
            for (var done : threads.invokeAll(work)) {
                assertThat(done.get()).isPositive();
            }
        }
    }

    /** No worker did less than half of its share of the attempts. */
    private static void shared(World world) {
        var least = world.number("""
                SELECT min(n) FROM (SELECT count(*) AS n FROM coppice.operation_attempt GROUP BY worker) AS workers
                """);
        var all = world.number("SELECT count(*) FROM coppice.operation_attempt");
        assertThat(least).isGreaterThan(all / WORKERS / 2);
        assertThat(world.number("SELECT count(DISTINCT worker) FROM coppice.operation_attempt"))
                .isEqualTo(WORKERS);
    }
}
