package dev.coppice.prune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.coppice.ops.internal.PausePoint;
import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.PostgresTest.Isolation;
import dev.coppice.testkit.TestDatabase;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A process is killed with {@code kill -9} and the policy executed again at once. The knob {@code coppice.prune.crashes} says
 * how many processes are killed at a moment nobody chose, {@code coppice.prune.seed} repeats the choice.
 */
@PostgresTest(Isolation.DATABASE)
class CampaignCrashTest {
    private static final int IN_A_ROW = 4;
    private static final int CRASHES = Integer.getInteger("coppice.prune.crashes", 100);

    @TempDir
    private static Path shared;

    private static ChildPath path;
    private static Scene scene;
    private static final Map<String, Integer> passed = new TreeMap<>();

    @TempDir
    private Path folder;

    /** One child runs to its end, and what it has loaded is archived for all that follow. */
    @BeforeAll
    static void a_path(TestDatabase db) throws Exception {
        path = ChildPath.in(shared);
        scene = Scene.open(db);
        try (var child = Child.start(path, db)) {
            child.await("ready");
            child.execute(shared.resolve("archive"));
            assertThat(child.await("ended")).isEqualTo("SUCCEEDED");
            child.leave();
        }
        scene.endsAtOnce(shared.resolve("archive"), "nothing");
        passed.putAll(passed(db));
        assertThat(passed.keySet()).hasSizeGreaterThan(10).contains("drain.gathered", "campaign.committed");
    }

    @BeforeEach
    void rewind() {
        scene.rewind();
    }

    @ParameterizedTest
    @MethodSource("places")
    void a_process_killed_at_a_place_leaves_a_campaign_that_the_next_one_ends(String place, int passes, TestDatabase db)
            throws Exception {
        try (var child = Child.start(path, db)) {
            child.await("ready");
            child.execute(folder, place, passes);
            child.await("here");
        }
        scene.endsAtOnce(folder, place + ", passed " + passes);
    }

    /** Every named place half way, and the moment before every third new connection, or before all with many crashes. */
    static Stream<Arguments> places() {
        var third = System.nanoTime() % 3;
        return passed.entrySet().stream()
                .flatMap(place -> place.getKey().equals("connection")
                        ? IntStream.range(0, place.getValue())
                                .filter(pass -> CRASHES > 100 || pass % 3 == third)
                                .mapToObj(pass -> arguments("connection", pass))
                        : Stream.of(arguments(place.getKey(), place.getValue() / 2)));
    }

    /** How often each place is passed when nothing goes wrong. */
    private static Map<String, Integer> passed(TestDatabase db) {
        var passed = new TreeMap<String, Integer>();
        PausePoint counting = place -> passed.merge(place, 1, Integer::sum);
        var source = CampaignProcess.announcing(db.url(), db.user(), db.password(), counting);
        Shop.campaigns(source, counting)
                .execute(Shop.archived(shared.resolve("archive")).build(), Shop.OPTIONS, CampaignListener.NONE);
        scene.endsAtOnce(shared.resolve("archive"), "nothing");
        return passed;
    }

    @Test
    void processes_killed_at_any_moment_one_after_the_other_leave_a_campaign_that_the_next_one_ends(TestDatabase db)
            throws Exception {
        var seed = Long.getLong("coppice.prune.seed", System.nanoTime());
        var random = new Random(seed);
        var longest = undisturbed(db);
        var next = Child.start(path, db);
        for (var crash = 1; crash <= CRASHES; crash++) {
            // The next one starts while this one works, and goes on with what this one has left.
            try (var child = next) {
                child.await("ready");
                next = Child.start(path, db);
                child.execute(folder);
                LockSupport.parkNanos((long) (random.nextDouble() * longest));
            }
            scene.requireLedger();
            if (crash % IN_A_ROW == 0) {
                scene.endsAtOnce(folder, "crash " + crash + " of seed " + seed);
            }
        }
        next.close();
    }

    /** How long a child takes when nobody kills it, in nanoseconds. */
    private long undisturbed(TestDatabase db) throws Exception {
        var began = 0L;
        try (var child = Child.start(path, db)) {
            child.await("ready");
            began = System.nanoTime();
            child.execute(folder);
            assertThat(child.await("ended")).isEqualTo("SUCCEEDED");
        }
        var took = System.nanoTime() - began;
        scene.endsAtOnce(folder, "nothing");
        return took;
    }
}
