package dev.coppice.prune;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.control.CronSchedule;
import dev.coppice.control.TimeWindow;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class DueTimesTest {
    @Test
    void without_a_window_times_are_those_of_utc() {
        var times = new DueTimes(CronSchedule.parse("0 3 * * *"), Optional.empty());
        assertThat(times.after(Instant.parse("2027-07-01T02:30:00Z"))).isEqualTo("2027-07-01T03:00:00Z");
        assertThat(times.open(Instant.parse("2027-07-01T12:00:00Z"))).isTrue();
    }

    @Test
    void with_a_window_times_are_those_of_its_zone_that_lie_in_it() {
        var times = new DueTimes(
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

    @Test
    void looked_at_every_few_seconds_each_night_with_a_leap_has_its_time_once() {
        var times = berlin("30 2 * * *", "00:00-06:00");
        assertThat(every6Seconds(times, "2027-03-27T12:00:00Z", "2027-03-29T12:00:00Z"))
                .containsExactly(Instant.parse("2027-03-28T01:30:00Z"), Instant.parse("2027-03-29T00:30:00Z"));
        assertThat(every6Seconds(times, "2027-10-30T12:00:00Z", "2027-11-01T12:00:00Z"))
                .containsExactly(Instant.parse("2027-10-31T00:30:00Z"), Instant.parse("2027-11-01T01:30:00Z"));
        assertThat(every6Seconds(berlin("*/30 * * * *", "00:00-06:00"), "2027-03-28T00:01:00Z", "2027-03-28T02:01:00Z"))
                .as("half past three comes once, though half past two comes then too")
                .containsExactly(
                        Instant.parse("2027-03-28T00:30:00Z"),
                        Instant.parse("2027-03-28T01:00:00Z"),
                        Instant.parse("2027-03-28T01:30:00Z"),
                        Instant.parse("2027-03-28T02:00:00Z"));
    }

    private static List<Instant> every6Seconds(DueTimes times, String from, String to) {
        return Stream.iterate(Instant.parse(from), at -> at.isBefore(Instant.parse(to)), at -> at.plusSeconds(6))
                .flatMap(at -> times.between(at, at.plusSeconds(6)).stream())
                .toList();
    }

    @Test
    void times_between_two_moments_leave_out_the_first_and_take_the_last() {
        var times = new DueTimes(CronSchedule.parse("0 */6 * * *"), Optional.empty());
        var from = Instant.parse("2027-07-01T06:00:00Z");
        assertThat(times.between(from, Instant.parse("2027-07-01T18:00:00Z")))
                .containsExactly(Instant.parse("2027-07-01T12:00:00Z"), Instant.parse("2027-07-01T18:00:00Z"));
        assertThat(times.between(from, Instant.parse("2027-07-01T11:59:59Z"))).isEmpty();
        assertThat(times.between(from, from.minusSeconds(1))).isEmpty();
        assertThat(times.after(from, 2))
                .containsExactly(Instant.parse("2027-07-01T12:00:00Z"), Instant.parse("2027-07-01T18:00:00Z"));
        assertThat(times.after(from, 0)).isEmpty();
    }

    @Test
    void they_read_as_people_write_them() {
        assertThat(new DueTimes(CronSchedule.parse("0 3 * * *"), Optional.empty()))
                .hasToString("0 3 * * * of UTC");
        assertThat(berlin("0 3 * * *", "22:00-06:00")).hasToString("0 3 * * * in 22:00-06:00 Europe/Berlin");
        assertThat(berlin("0 3 * * *", "Sat-Sun 22:00-06:00"))
                .as("days tell one text from another")
                .hasToString("0 3 * * * in Sat,Sun 22:00-06:00 Europe/Berlin");
    }

    private static DueTimes berlin(String schedule, String hours) {
        return new DueTimes(CronSchedule.parse(schedule), Optional.of(TimeWindow.parse(hours + " Europe/Berlin")));
    }
}
