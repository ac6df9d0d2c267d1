package dev.coppice.server.internal.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.coppice.server.ServerConfig.Limits;
import dev.coppice.server.internal.access.ThrottledException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RateLimitTest {
    private final AtomicLong now = new AtomicLong(-5);
    private final RateLimit rate = new RateLimit(new Limits(2, 3, 1, Duration.ofSeconds(1)), now::get);

    @Test
    void a_burst_is_let_in_and_then_as_many_as_time_brings() {
        ask(3);
        assertThat(refused()).isEqualTo(Duration.ofMillis(500));

        now.addAndGet(Duration.ofMillis(500).toNanos());
        ask(1);
        assertThat(refused()).isEqualTo(Duration.ofMillis(500));

        now.addAndGet(Duration.ofHours(1).toNanos());
        ask(3);
        assertThat(refused()).isEqualTo(Duration.ofMillis(500));
    }

    @Test
    void one_caller_does_not_use_up_what_another_has() {
        ask(3);

        assertThatCode(() -> rate.require("other")).doesNotThrowAnyException();
    }

    private void ask(int times) {
        for (int i = 0; i < times; i++) {
            rate.require("caller");
        }
    }

    private Duration refused() {
        return catchThrowableOfType(ThrottledException.class, () -> rate.require("caller"))
                .waitTime();
    }
}
