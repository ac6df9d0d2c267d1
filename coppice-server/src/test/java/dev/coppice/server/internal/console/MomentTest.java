package dev.coppice.server.internal.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class MomentTest {
    private static final Instant NOW = Instant.parse("2026-11-22T07:30:29.5Z");

    @Test
    void a_time_is_told_to_the_minute_for_people_and_whole_for_machines() {
        var moment = Moment.of(NOW, NOW);
        assertThat(moment.shown()).isEqualTo("2026-11-22 07:30 UTC");
        assertThat(moment.at()).isEqualTo("2026-11-22T07:30:29.500Z");
    }

    @Test
    void its_distance_is_told_in_the_largest_unit_that_fits() {
        assertThat(distance(Duration.ofSeconds(-59))).isEqualTo("just now");
        assertThat(distance(Duration.ofSeconds(59))).isEqualTo("in a moment");
        assertThat(distance(Duration.ofMinutes(-61))).isEqualTo("1 h ago");
        assertThat(distance(Duration.ofHours(47))).isEqualTo("in 1 d");
        assertThat(distance(Duration.ofDays(-9999))).isEqualTo("9,999 d ago");
    }

    @Test
    void sizes_and_numbers_are_told_as_people_say_them() {
        assertThat(Figures.bytes(999)).isEqualTo("999 B");
        assertThat(Figures.bytes(1000)).isEqualTo("1.0 kB");
        assertThat(Figures.bytes(999_949)).isEqualTo("999.9 kB");
        assertThat(Figures.bytes(999_950)).isEqualTo("1.0 MB");
        assertThat(Figures.bytes(Long.MAX_VALUE)).isEqualTo("9.2 EB");
        assertThat(Figures.count(1, "row")).isEqualTo("1 row");
        assertThat(Figures.count(1234, "row")).isEqualTo("1,234 rows");
    }

    private static String distance(Duration away) {
        return Moment.of(NOW.plus(away), NOW).distance();
    }
}
