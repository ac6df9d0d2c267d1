package dev.coppice.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;

class SettableClockTest {
    private final SettableClock clock = SettableClock.at("2026-03-01T12:00:00Z");

    @Test
    void it_stands_until_it_is_moved() {
        assertThat(clock.instant()).isEqualTo("2026-03-01T12:00:00Z").isEqualTo(clock.instant());
        clock.advance(Duration.ofDays(90));
        assertThat(clock.instant()).isEqualTo("2026-05-30T12:00:00Z");
        clock.set(Instant.EPOCH);
        assertThat(clock.millis()).isZero();
    }

    @Test
    void a_view_of_another_zone_moves_with_it() {
        var berlin = clock.withZone(ZoneId.of("Europe/Berlin"));
        clock.advance(Duration.ofHours(-1));
        assertThat(berlin.instant()).isEqualTo("2026-03-01T11:00:00Z");
        assertThat(berlin.getZone()).isEqualTo(ZoneId.of("Europe/Berlin"));
        assertThat(berlin).isNotEqualTo(clock).isEqualTo(clock.withZone(ZoneId.of("Europe/Berlin")));
    }
}
