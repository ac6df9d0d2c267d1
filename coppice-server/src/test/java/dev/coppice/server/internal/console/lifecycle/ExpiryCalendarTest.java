package dev.coppice.server.internal.console.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.time.YearMonth;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ExpiryCalendarTest {
    private static final LocalDate LEAP = LocalDate.of(2028, 2, 29);

    @Test
    void four_months_are_shown_in_weeks_that_begin_on_monday() {
        var calendar = new ExpiryCalendar(YearMonth.of(2027, 12), Optional.empty());
        var shown = calendar.with(Map.of());

        assertThat(calendar.from()).isEqualTo("2027-12-01");
        assertThat(calendar.until()).isEqualTo("2028-04-01");
        assertThat(shown.months())
                .extracting(BackupsView.Month::name)
                .containsExactly("December 2027", "January 2028", "February 2028", "March 2028");
        assertThat(shown.months().getFirst().weeks().getFirst())
                .extracting(BackupsView.Day::number)
                .containsExactly("", "", "1", "2", "3", "4", "5");
        assertThat(shown.months().get(2).weeks().getLast())
                .extracting(BackupsView.Day::number)
                .containsExactly("28", "29", "", "", "", "", "");
        assertThat(shown.earlier()).isEqualTo("/backups?month=2027-08");
        assertThat(shown.later()).isEqualTo("/backups?month=2028-04");
    }

    @Test
    void a_day_on_which_backups_are_over_leads_to_them_and_is_marked_when_chosen() {
        var shown = new ExpiryCalendar(YearMonth.of(2027, 12), Optional.of(LEAP)).with(Map.of(LEAP, 1200L));
        var day = shown.months().get(2).weeks().getLast().get(1);

        assertThat(day)
                .isEqualTo(new BackupsView.Day(
                        "29",
                        "1,200",
                        "/backups?month=2027-12&day=2028-02-29#list",
                        "29 February 2028: 1,200 backups",
                        "date"));
    }
}
