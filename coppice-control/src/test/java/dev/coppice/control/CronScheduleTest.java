package dev.coppice.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.ZonedDateTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CronScheduleTest {
    @ParameterizedTest
    @CsvSource({
        "0 3 * * *,       2027-03-01T02:59:59Z, 2027-03-01T03:00:00Z",
        "0 3 * * *,       2027-03-01T03:00:00Z, 2027-03-02T03:00:00Z",
        "*/15 * * * *,    2027-03-01T23:45:00Z, 2027-03-02T00:00:00Z",
        "5/20 4 * * *,    2027-03-01T04:05:30Z, 2027-03-01T04:25:00Z",
        "'0,30 8-10/2 * * *', 2027-03-01T08:30:00Z, 2027-03-01T10:00:00Z",
        "0 0 29 2 *,      2027-03-01T00:00:00Z, 2028-02-29T00:00:00Z",
        "0 0 * * 0,       2027-03-01T00:00:00Z, 2027-03-07T00:00:00Z",
        "0 0 * * 7,       2027-03-01T00:00:00Z, 2027-03-07T00:00:00Z",
        "0 0 * * 5-7,     2027-03-06T00:00:00Z, 2027-03-07T00:00:00Z",
        "0 0 13 * 5,      2027-03-01T00:00:00Z, 2027-03-05T00:00:00Z",
        "0 0 13 * 5,      2027-03-12T00:00:00Z, 2027-03-13T00:00:00Z",
        "59 23 31 12 *,   2027-12-31T23:59:00Z, 2028-12-31T23:59:00Z",
    })
    void the_next_time_is_the_first_that_fits(String expression, ZonedDateTime moment, ZonedDateTime next) {
        assertThat(CronSchedule.parse(expression).nextAfter(moment)).isEqualTo(next);
    }

    @Test
    void a_time_the_clock_leaps_over_comes_an_hour_later_and_once() {
        var daily = CronSchedule.parse("30 2 * * *");
        var next = daily.nextAfter(berlin("2027-03-28T01:59:00+01:00"));
        assertThat(next).isEqualTo(berlin("2027-03-28T03:30:00+02:00"));
        assertThat(daily.nextAfter(next)).isEqualTo(berlin("2027-03-29T02:30:00+02:00"));
    }

    @Test
    void a_time_the_clock_shows_twice_counts_once() {
        var daily = CronSchedule.parse("30 2 * * *");
        var next = daily.nextAfter(berlin("2027-10-31T01:59:00+02:00"));
        assertThat(next).isEqualTo(berlin("2027-10-31T02:30:00+02:00"));
        assertThat(daily.nextAfter(next)).isEqualTo(berlin("2027-11-01T02:30:00+01:00"));
    }

    @Test
    void a_time_asked_for_within_the_hour_shown_again_is_not_in_the_past() {
        var moment = berlin("2027-10-31T02:10:00+01:00");
        assertThat(CronSchedule.parse("30 2 * * *").nextAfter(moment))
                .isEqualTo(berlin("2027-10-31T02:30:00+01:00"))
                .isAfter(moment);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "0 3 * *", "60 3 * * *", "0 3 * * 8", "0 3 0 * *", "5-3 * * * *", "*/0 * * * *", "x * * * *"
            })
    void what_is_not_five_fields_in_range_is_refused(String expression) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CronSchedule.parse(expression))
                .withMessageStartingWith("five fields");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0 0 31 2 *", "0 0 31 2,4,6,9,11 *", "0 0 30 2 */2"})
    void a_day_that_never_comes_is_refused(String expression) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CronSchedule.parse(expression))
                .withMessage("a day that one of the months has");
    }

    @Test
    void a_window_is_met_by_any_time_of_day() {
        var night = TimeWindow.parse("22:00-06:00 Europe/Berlin");
        assertThat(CronSchedule.parse("0 3 * * 1").meets(night)).isTrue();
        assertThat(CronSchedule.parse("30 * * * *").meets(night)).isTrue();
        assertThat(CronSchedule.parse("0 6-21 * * *").meets(night)).isFalse();
    }

    @Test
    void a_window_of_some_days_is_met_on_those_alone() {
        var nights = TimeWindow.parse("Mon-Fri 22:00-06:00");
        assertThat(CronSchedule.parse("0 3 * * 6").meets(nights)).as("Friday's").isTrue();
        assertThat(CronSchedule.parse("0 3 * * 0,1").meets(nights)).isFalse();
        assertThat(CronSchedule.parse("0 3 1 * *").meets(nights)).isTrue();
        assertThat(CronSchedule.parse("0 3 1 * 0").meets(nights))
                .as("either will do")
                .isTrue();
        assertThat(CronSchedule.parse("0 12 * * 1-5").meets(nights)).isFalse();
    }

    private static ZonedDateTime berlin(String time) {
        return ZonedDateTime.parse(time + "[Europe/Berlin]");
    }
}
