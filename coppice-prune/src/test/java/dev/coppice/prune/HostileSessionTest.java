package dev.coppice.prune;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.control.Act;
import dev.coppice.ops.CoppiceException;
import dev.coppice.ops.internal.PausePoint;
import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.PostgresTest.Isolation;
import dev.coppice.testkit.TestDatabase;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Random;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.event.Level;

/**
 * At every place of every chunk other sessions make random moves, while a campaign runs over the same rows. The knob {@code
 * coppice.prune.rounds} says how many campaigns meet them, {@code coppice.prune.seed} repeats one.
 */
@PostgresTest(value = Isolation.DATABASE, maxLog = Level.WARN)
class HostileSessionTest {
    private static final int ROUNDS = Integer.getInteger("coppice.prune.rounds", 8);
    private static final CampaignOptions LOUD = Shop.OPTIONS.overriding(Act.of("bob", "a test of what is warned of"));

    @TempDir
    private Path folder;

    static Stream<Long> seeds() {
        var seed = Long.getLong("coppice.prune.seed");
        var first = System.nanoTime();
        return seed == null ? LongStream.range(first, first + ROUNDS).boxed() : Stream.of(seed);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void whatever_others_do_nothing_is_lost_and_nothing_goes_that_may_not(long seed, TestDatabase db) throws Exception {
        Shop.openWithHeavy(db, 24);
        var history = History.begin(db, "" + seed);
        var random = new Random(seed);
        try (var one = new Hostile(db, random);
                var two = new Hostile(db, random);
                var three = new Hostile(db, random)) {
            var sessions = new ArrayList<>(Stream.of(one, two, three).toList());
            for (var execution = 0; execution < 4; execution++) {
                execute(db, place -> sessions.get(random.nextInt(3)).moves());
                sessions.forEach(Hostile::thaws);
            }
            sessions.forEach(Hostile::rests);
            execute(db, PausePoint.NONE);
            assertThat(execute(db, PausePoint.NONE)).as("seed " + seed).isEqualTo("SUCCEEDED");
        }
        history.requireTrue(folder);
    }

    private String execute(TestDatabase db, PausePoint place) {
        try {
            var policy = Shop.impatient(Shop.archived(folder));
            var report = Shop.campaigns(db.dataSource(), place).execute(policy, LOUD, CampaignListener.NONE);
            return report.campaign().state().name();
        } catch (CoppiceException refused) {
            return refused.code();
        }
    }
}
