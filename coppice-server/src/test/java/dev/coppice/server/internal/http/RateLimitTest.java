package dev.coppice.server.internal.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.coppice.server.internal.access.ThrottledException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RateLimitTest {
    private final AtomicLong now = new AtomicLong(-5);
    private final RateLimit rate = new RateLimit(2, 3, now::get);

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

    @Test
    void what_was_another_callers_is_given_back_and_never_more_than_a_burst() {
        ask(3);
        rate.giveBack("caller");
        ask(1);
        assertThat(refused()).isEqualTo(Duration.ofMillis(500));

        now.addAndGet(Duration.ofHours(1).toNanos());
        ask(1);
        rate.giveBack("caller");
        rate.giveBack("caller");
        ask(3);
        assertThat(refused()).isEqualTo(Duration.ofMillis(500));
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
