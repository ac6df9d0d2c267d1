package dev.coppice.server.internal.targets;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.ops.Effect;
import dev.coppice.ops.Fault;
import dev.coppice.server.internal.control.Guards;
import dev.coppice.server.internal.home.HomeDatabase;
import dev.coppice.server.internal.pruning.PruningHost;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

class EverywhereTest {
    @Test
    void who_is_told_to_stop_says_nothing_of_those_that_have_not_answered() throws InterruptedException {
        var stopped = new CountDownLatch(1);
        var ended = new CountDownLatch(2);
        Thread.currentThread().interrupt();

        var answers = new Everywhere(Duration.ofMinutes(1)).ask(List.of(ground("eu-1"), ground("eu-2")), ground -> {
            awaited(stopped);
            ended.countDown();
            return "frozen";
        });

        assertThat(Thread.interrupted()).isTrue();
        assertThat(answers).hasSize(2).allSatisfy(answer -> {
            assertThat(answer.value()).isNull();
            assertThat(answer.fault()).isNotNull().returns(Effect.UNKNOWN, Fault::effect);
        });
        stopped.countDown();
        assertThat(ended.await(10, TimeUnit.SECONDS)).isTrue();
    }

    private static void awaited(CountDownLatch latch) {
        try {
            assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException cut) {
            throw new IllegalStateException(cut);
        }
    }

    /** One that nobody connects to. */
    private static Ground ground(String name) {
        var source = new PGSimpleDataSource();
        return new Ground(
                name,
                new HomeDatabase(source),
                new PruningHost(source, source, List.of()),
                new Guards(source),
                new Ground.Place("", ""));
    }
}
