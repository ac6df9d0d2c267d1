package dev.coppice.control;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.Month;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * When something runs by itself: minute, hour, day of month, month, day of week, with 0 and 7 for Sunday. Where days of the month
 * and of the week are both narrowed, either will do. A value for any thread.
 *
 * @param expression the five fields, separated by blanks
 */
public record CronSchedule(String expression) {
    private static final Pattern PART = Pattern.compile("(?:\\*|([0-9]{1,2})(?:-([0-9]{1,2}))?)(?:/([0-9]{1,2}))?");
    private static final int[][] RANGES = {{0, 59}, {0, 23}, {1, 31}, {1, 12}, {0, 7}};
    private static final String ALLOWED =
            "five fields minute, hour, day, month and weekday in numbers with * , - and /, such as 0 3 * * *";

    private static final String NO_DAY = "a day that one of the months has";

    /** Refuses what is not five fields in range, and a day that never comes. */
    public CronSchedule {
        var fields = expression.strip().split("\\s+", -1);
        if (fields.length != RANGES.length) {
            throw new IllegalArgumentException(ALLOWED);
        }
        for (var i = 0; i < fields.length; i++) {
            values(fields, i);
        }
        if (!either(fields) && !comes(values(fields, 2), values(fields, 3))) {
            throw new IllegalArgumentException(NO_DAY);
        }
        expression = String.join(" ", fields);
    }

    /** Reads {@code 0 3 * * *}. */
    public static CronSchedule parse(String text) {
        return new CronSchedule(text);
    }

    /**
     * The first time after a moment, by the clock of the moment's zone. A time that the clock leaps over comes as much later, and
     * one that it shows twice counts once.
     */
    public ZonedDateTime nextAfter(ZonedDateTime moment) {
        var fields = expression.split(" ", -1);
        var from = moment.toLocalDateTime().truncatedTo(ChronoUnit.MINUTES).plusMinutes(1);
        var earliest = from.toLocalTime();
        for (var day = from.toLocalDate(); ; day = day.plusDays(1)) {
            var time = falls(fields, day) ? first(fields, earliest) : Optional.<LocalTime>empty();
            if (time.isPresent()) {
                var next = day.atTime(time.get()).atZone(moment.getZone());
                return next.isAfter(moment) ? next : next.withLaterOffsetAtOverlap();
            }
            earliest = LocalTime.MIDNIGHT;
        }
    }

    /** Whether any of its times lies in a window of its zone. */
    public boolean meets(TimeWindow window) {
        var fields = expression.split(" ", -1);
        var minutes = values(fields, 0);
        return values(fields, 1).stream()
                .anyMatch(hour ->
                        minutes.stream().anyMatch(minute -> meets(fields, window, LocalTime.of(hour, minute))));
    }

    /** A day of the month comes on every day of the week in some year. */
    private static boolean meets(String[] fields, TimeWindow window, LocalTime time) {
        return Arrays.stream(DayOfWeek.values())
                .anyMatch(day -> (either(fields) || inWeek(fields, day)) && window.contains(day, time));
    }

    private static Optional<LocalTime> first(String[] fields, LocalTime earliest) {
        var minutes = values(fields, 0);
        var hours = values(fields, 1);
        for (var hour = hours.nextSetBit(earliest.getHour()); hour >= 0; hour = hours.nextSetBit(hour + 1)) {
            var minute = minutes.nextSetBit(hour == earliest.getHour() ? earliest.getMinute() : 0);
            if (minute >= 0) {
                return Optional.of(LocalTime.of(hour, minute));
            }
        }
        return Optional.empty();
    }

    private static boolean falls(String[] fields, LocalDate day) {
        var inMonth = values(fields, 2).get(day.getDayOfMonth());
        var inWeek = inWeek(fields, day.getDayOfWeek());
        return values(fields, 3).get(day.getMonthValue()) && (either(fields) ? inMonth || inWeek : inMonth && inWeek);
    }

    private static boolean inWeek(String[] fields, DayOfWeek day) {
        var weekdays = values(fields, 4);
        return weekdays.get(day.getValue()) || (day == DayOfWeek.SUNDAY && weekdays.get(0));
    }

    private static boolean either(String[] fields) {
        return !fields[2].startsWith("*") && !fields[4].startsWith("*");
    }

    private static boolean comes(BitSet days, BitSet months) {
        return months.stream()
                .anyMatch(month -> days.nextSetBit(1) <= Month.of(month).maxLength());
    }

    private static BitSet values(String[] fields, int place) {
        var values = new BitSet();
        for (var part : fields[place].split(",", -1)) {
            add(values, part, RANGES[place]);
        }
        return values;
    }

    private static void add(BitSet values, String part, int[] range) {
        var match = PART.matcher(part);
        if (!match.matches()) {
            throw new IllegalArgumentException(ALLOWED);
        }
        var open = match.group(1) == null || (match.group(2) == null && match.group(3) != null);
        var from = match.group(1) == null ? range[0] : Integer.parseInt(match.group(1));
        var to = match.group(2) != null ? Integer.parseInt(match.group(2)) : open ? range[1] : from;
        var step = match.group(3) == null ? 1 : Integer.parseInt(match.group(3));
        if (from < range[0] || to > range[1] || from > to || step < 1) {
            throw new IllegalArgumentException(ALLOWED);
        }
        for (var value = from; value <= to; value += step) {
            values.set(value);
        }
    }
}
