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

    @Test
    void a_time_that_the_clock_leaps_over_comes_an_hour_later_once_where_the_window_lets_it() {
        var wide = berlin("30 2 * * *", "22:00-06:00");
        assertThat(wide.after(Instant.parse("2027-03-27T01:30:00Z"))).isEqualTo("2027-03-28T01:30:00Z");
        assertThat(wide.after(Instant.parse("2027-03-28T01:30:00Z"))).isEqualTo("2027-03-29T00:30:00Z");

        var narrow = berlin("30 2 * * *", "02:00-03:00");
        assertThat(narrow.after(Instant.parse("2027-03-27T01:30:00Z")))
                .as("at 03:30 of the 28th the window is closed")
                .isEqualTo("2027-03-29T00:30:00Z");
    }

    @Test
    void a_time_that_the_clock_shows_twice_comes_once_and_the_window_is_open_an_hour_longer() {
        var times = berlin("30 2 * * *", "02:00-03:00");
        assertThat(times.after(Instant.parse("2027-10-30T00:30:00Z"))).isEqualTo("2027-10-31T00:30:00Z");
        assertThat(times.after(Instant.parse("2027-10-31T00:30:00Z"))).isEqualTo("2027-11-01T01:30:00Z");
        assertThat(times.open(Instant.parse("2027-10-31T00:00:00Z"))).isTrue();
        assertThat(times.open(Instant.parse("2027-10-31T01:59:59Z"))).isTrue();
        assertThat(times.open(Instant.parse("2027-10-31T02:00:00Z"))).isFalse();
    }

    private static PolicyTimes berlin(String schedule, String hours) {
        return new PolicyTimes(CronSchedule.parse(schedule), Optional.of(TimeWindow.parse(hours + " Europe/Berlin")));
    }
}
