package dev.coppice.spring.internal.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.control.CronSchedule;
import dev.coppice.control.TimeWindow;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PolicyTimesTest {
    @Test
    void without_a_window_times_are_those_of_utc() {
        var times = new PolicyTimes(CronSchedule.parse("0 3 * * *"), Optional.empty());
        assertThat(times.after(Instant.parse("2027-07-01T02:30:00Z"))).isEqualTo("2027-07-01T03:00:00Z");
        assertThat(times.open(Instant.parse("2027-07-01T12:00:00Z"))).isTrue();
    }

    @Test
    void with_a_window_times_are_those_of_its_zone_that_lie_in_it() {
        var times = new PolicyTimes(
                CronSchedule.parse("0 */4 * * *"), Optional.of(TimeWindow.parse("22:00-06:00 Europe/Berlin")));
        assertThat(times.after(Instant.parse("2027-07-01T02:30:00Z"))).isEqualTo("2027-07-01T22:00:00Z");
        assertThat(times.after(Instant.parse("2027-07-01T22:00:00Z"))).isEqualTo("2027-07-02T02:00:00Z");
        assertThat(times.open(Instant.parse("2027-07-01T12:00:00Z"))).isFalse();
    }
}
