package dev.coppice.server.internal.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Figures that are looked up when they are asked for. */
@Timeout(20)
class LookedUpGaugesTest {
    @Test
    void who_asks_while_another_looks_is_not_kept_waiting() throws Exception {
        var registry = new SimpleMeterRegistry();
        var now = new AtomicLong();
        var looked = new AtomicLong();
        var looking = new CountDownLatch(2);
        var slow = new CountDownLatch(1);
        var gauges = new LookedUpGauges<>(
                        registry,
                        "test",
                        () -> {
                            looking.countDown();
                            if (looked.incrementAndGet() == 2) {
                                awaited(slow);
                            }
                            return Optional.of(looked.get());
                        },
                        now::get)
                .and("looks", "How often", looks -> LookedUpGauges.row(Optional.of(looks)));
        gauges.run();
        now.addAndGet(Duration.ofMinutes(1).toNanos());
        var first = CompletableFuture.runAsync(gauges);
        awaited(looking);

        gauges.run();

        assertThat(registry.get("coppice.test.looks").gauge().value()).isEqualTo(1);
        assertThat(first).isNotDone();
        slow.countDown();
        first.get(10, TimeUnit.SECONDS);
        assertThat(registry.get("coppice.test.looks").gauge().value()).isEqualTo(2);
        assertThat(looked).hasValue(2);
    }

    private static void awaited(CountDownLatch latch) {
        try {
            assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException stopped) {
            throw new AssertionError(stopped);
        }
    }
}
