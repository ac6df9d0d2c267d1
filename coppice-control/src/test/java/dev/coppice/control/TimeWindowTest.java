package dev.coppice.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimeWindowTest {
    @ParameterizedTest
    @CsvSource({
        "22:00-06:00 Europe/Berlin, 2027-01-10T20:59:00Z, false",
        "22:00-06:00 Europe/Berlin, 2027-01-10T21:00:00Z, true",
        "22:00-06:00 Europe/Berlin, 2027-01-11T04:59:00Z, true",
        "22:00-06:00 Europe/Berlin, 2027-01-11T05:00:00Z, false",
        "08:00-10:00,               2027-01-11T10:00:00+01:00, true",
    })
    void a_moment_is_looked_up_by_the_clock_of_the_window(String window, ZonedDateTime moment, boolean open) {
        assertThat(TimeWindow.parse(window).contains(moment)).isEqualTo(open);
    }

    /** 2027-01-08 is a Friday. */
    @ParameterizedTest
    @CsvSource({
        "'Mon-Fri 22:00-06:00', 2027-01-08T23:00:00Z, true",
        "'Mon-Fri 22:00-06:00', 2027-01-09T05:59:59Z, true",
        "'Mon-Fri 22:00-06:00', 2027-01-09T22:00:00Z, false",
        "'Mon-Fri 22:00-06:00', 2027-01-11T05:00:00Z, false",
        "'Mon-Fri 22:00-06:00', 2027-01-11T22:00:00Z, true",
        "'Sat,Sun 08:00-20:00', 2027-01-08T09:00:00Z, false",
        "'Sat,Sun 08:00-20:00', 2027-01-10T09:00:00Z, true",
        "'Fri-Mon 08:00-20:00', 2027-01-11T09:00:00Z, true",
        "'Fri-Mon 08:00-20:00', 2027-01-12T09:00:00Z, false",
    })
    void a_window_belongs_to_the_day_on_which_it_opens(String window, Instant instant, boolean open) {
        assertThat(TimeWindow.parse(window).contains(instant)).isEqualTo(open);
    }

    @ParameterizedTest
    @CsvSource({
        "22:00-06:00 Europe/Berlin,         2027-01-10T12:00:00Z, 2027-01-10T21:00:00Z, 2027-01-11T05:00:00Z",
        "08:00-10:00,                       2027-01-10T10:00:00Z, 2027-01-11T08:00:00Z, 2027-01-11T10:00:00Z",
        "Mon-Fri 22:00-06:00 Europe/Berlin, 2027-01-09T12:00:00Z, 2027-01-11T21:00:00Z, 2027-01-12T05:00:00Z",
        // At 02:00 of 2027-03-28 the clock leaps to 03:00.
        "02:30-04:00 Europe/Berlin,         2027-03-27T12:00:00Z, 2027-03-28T01:00:00Z, 2027-03-28T02:00:00Z",
        "02:15-02:45 Europe/Berlin,         2027-03-27T12:00:00Z, 2027-03-29T00:15:00Z, 2027-03-29T00:45:00Z",
        "22:00-02:30 Europe/Berlin,         2027-03-27T12:00:00Z, 2027-03-27T21:00:00Z, 2027-03-28T01:00:00Z",
        "Sun 02:15-02:45 Europe/Berlin,     2027-03-27T12:00:00Z, 2027-04-04T00:15:00Z, 2027-04-04T00:45:00Z",
        // At 03:00 of 2027-10-31 it goes back to 02:00.
        "22:00-02:30 Europe/Berlin,         2027-10-30T12:00:00Z, 2027-10-30T20:00:00Z, 2027-10-31T00:30:00Z",
        "22:00-02:30 Europe/Berlin,         2027-10-31T00:45:00Z, 2027-10-31T01:00:00Z, 2027-10-31T01:30:00Z",
        "02:30-05:00 Europe/Berlin,         2027-10-30T12:00:00Z, 2027-10-31T00:30:00Z, 2027-10-31T01:00:00Z",
        "22:00-06:00 Europe/Berlin,         2027-10-30T12:00:00Z, 2027-10-30T20:00:00Z, 2027-10-31T05:00:00Z",
    })
    void it_says_when_it_opens_and_closes(String text, Instant asked, Instant opens, Instant closes) {
        var window = TimeWindow.parse(text);
        assertThat(window.contains(asked)).isFalse();
        assertThat(window.opensAfter(asked)).isEqualTo(opens);
        assertThat(window.contains(opens)).isTrue();
        assertThat(window.contains(opens.minusMillis(1))).isFalse();
        assertThat(window.closesAfter(opens)).isEqualTo(closes);
        assertThat(window.contains(closes)).isFalse();
        assertThat(window.contains(closes.minusMillis(1))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "22:00-06:00 Europe/Berlin",
                "08:00-10:00 UTC",
                "Mon,Tue,Wed,Thu,Fri 22:00-06:00 Europe/Berlin",
                "Sun 00:00-23:59 +02:00"
            })
    void its_text_reads_as_itself(String text) {
        assertThat(TimeWindow.parse(text)).hasToString(text);
    }

    @Test
    void its_length_goes_over_midnight() {
        assertThat(TimeWindow.parse("22:00-06:00").length()).isEqualTo(Duration.ofHours(8));
        assertThat(TimeWindow.parse("06:00-22:00").length()).isEqualTo(Duration.ofHours(16));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "22:00-22:00",
                "22:00",
                "25:00-06:00",
                "Mon-Wed-Fri 22:00-06:00",
                "mon 22:00-06:00",
                "Mon, 22:00-06:00",
                "22:00-06:00 Berlin"
            })
    void anything_else_is_refused(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TimeWindow.parse(text))
                .withMessage("two different times and a zone, such as 22:00-06:00 Europe/Berlin, or Mon-Fri 22:00-06:00"
                        + " Europe/Berlin");
    }
}
