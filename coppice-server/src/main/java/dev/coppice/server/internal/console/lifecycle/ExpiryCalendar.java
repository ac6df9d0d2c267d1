package dev.coppice.server.internal.console.lifecycle;

import dev.coppice.server.internal.console.Address;
import dev.coppice.server.internal.console.Figures;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.format.DateTimeFormatter;
import java.time.temporal.TemporalAdjusters;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Months as grids, each day with the number of backups that are over on it.
 *
 * @param first the first month
 * @param chosen the day whose backups are listed
 */
record ExpiryCalendar(YearMonth first, Optional<LocalDate> chosen) {
    private static final int MONTHS = 4;
    private static final int WEEK = 7;
    private static final DateTimeFormatter NAME = DateTimeFormatter.ofPattern("MMMM uuuu", Locale.ENGLISH);
    private static final DateTimeFormatter SPOKEN = DateTimeFormatter.ofPattern("d MMMM uuuu", Locale.ENGLISH);

    LocalDate from() {
        return first.atDay(1);
    }

    /** The first day that is no longer shown. */
    LocalDate until() {
        return first.plusMonths(MONTHS).atDay(1);
    }

    BackupsView.Calendar with(Map<LocalDate, Long> counts) {
        return new BackupsView.Calendar(
                IntStream.range(0, MONTHS)
                        .mapToObj(later -> month(first.plusMonths(later), counts))
                        .toList(),
                at(first.minusMonths(MONTHS)),
                at(first.plusMonths(MONTHS)));
    }

    /** The page with this calendar, and no day chosen. */
    Address address() {
        return new Address(Links.BACKUPS).with("month", first.toString());
    }

    private static String at(YearMonth month) {
        return new Address(Links.BACKUPS).with("month", month.toString()).text();
    }

    private BackupsView.Month month(YearMonth month, Map<LocalDate, Long> counts) {
        var monday = month.atDay(1).with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
        var weeks = Stream.iterate(monday, day -> !day.isAfter(month.atEndOfMonth()), day -> day.plusDays(WEEK))
                .map(begin -> week(begin, month, counts))
                .toList();
        return new BackupsView.Month(NAME.format(month), weeks);
    }

    private List<BackupsView.Day> week(LocalDate begin, YearMonth month, Map<LocalDate, Long> counts) {
        return IntStream.range(0, WEEK)
                .mapToObj(begin::plusDays)
                .map(day -> YearMonth.from(day).equals(month)
                        ? day(day, counts.getOrDefault(day, 0L))
                        : new BackupsView.Day("", "", "", "", null))
                .toList();
    }

    private BackupsView.Day day(LocalDate day, long count) {
        var number = Integer.toString(day.getDayOfMonth());
        if (count == 0) {
            return new BackupsView.Day(number, "", "", "", null);
        }
        return new BackupsView.Day(
                number,
                Figures.grouped(count),
                address().with("day", day.toString()).text() + "#list",
                SPOKEN.format(day) + ": " + Figures.count(count, "backup"),
                chosen.equals(Optional.of(day)) ? "date" : null);
    }
}
