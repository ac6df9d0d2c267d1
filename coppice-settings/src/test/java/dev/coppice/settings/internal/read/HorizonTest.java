package dev.coppice.settings.internal.read;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class HorizonTest {
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    private static final Horizon LAST = new Horizon("1000:1000:", NOON);

    @Test
    void who_looked_a_moment_ago_has_missed_nothing() {
        assertThat(LAST.isFollowedBy(new Horizon("1000:1000:", NOON))).isTrue();
        assertThat(LAST.isFollowedBy(new Horizon("5000:5000:", NOON.plus(Duration.ofMinutes(49)))))
                .isTrue();
    }

    @Test
    void who_slept_nearly_as_long_as_changes_are_kept_may_have_missed_one() {
        assertThat(LAST.isFollowedBy(new Horizon("5000:5000:", NOON.plus(Duration.ofMinutes(50)))))
                .isFalse();
    }

    @Test
    void who_meets_a_database_of_earlier_times_may_have_missed_all() {
        assertThat(LAST.isFollowedBy(new Horizon("999:999:", NOON.plusSeconds(1))))
                .isFalse();
        assertThat(LAST.isFollowedBy(new Horizon("1001:1001:", NOON.minusMillis(1))))
                .isFalse();
    }
}
