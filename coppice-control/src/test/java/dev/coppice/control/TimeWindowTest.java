package dev.coppice.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.ZonedDateTime;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
}
