package dev.coppice.lifecycle.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class BackoffTest {
    @Test
    void each_failure_doubles_the_pause_up_to_an_hour() {
        var backoff = with(0.5);
        assertThat(backoff.after(1)).isEqualTo(Duration.ofMinutes(1));
        assertThat(backoff.after(2)).isEqualTo(Duration.ofMinutes(2));
        assertThat(backoff.after(6)).isEqualTo(Duration.ofMinutes(32));
        assertThat(backoff.after(7)).isEqualTo(Duration.ofHours(1));
        assertThat(backoff.after(1000)).isEqualTo(Duration.ofHours(1));
    }

    @Test
    void what_failed_together_is_spread_by_a_fifth() {
        assertThat(with(0).after(1)).isEqualTo(Duration.ofSeconds(48));
        assertThat(with(1).after(1)).isEqualTo(Duration.ofSeconds(72));
    }

    @Test
    void what_waits_for_others_is_looked_at_soon_and_then_ever_more_seldom() {
        assertThat(with(0.5).waiting(Duration.ZERO)).isEqualTo(Duration.ofSeconds(1));
        assertThat(with(0.5).waiting(Duration.ofSeconds(7))).isEqualTo(Duration.ofSeconds(7));
        assertThat(with(0.5).waiting(Duration.ofHours(7))).isEqualTo(Duration.ofMinutes(1));
    }

    private static Backoff with(double chance) {
        var real = Backoff.PRODUCTION;
        return new Backoff(real.first(), real.ceiling(), real.blocked(), () -> chance);
    }
}
