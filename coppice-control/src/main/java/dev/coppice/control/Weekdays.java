package dev.coppice.control;

import java.time.DayOfWeek;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** Days of the week as texts: {@code Mon-Fri}, {@code Sat,Sun}, {@code Fri-Mon}. */
final class Weekdays {
    private Weekdays() {}

    static Set<DayOfWeek> all() {
        return EnumSet.allOf(DayOfWeek.class);
    }

    static Set<DayOfWeek> parse(String text) {
        var days = EnumSet.noneOf(DayOfWeek.class);
        for (var part : text.split(",", -1)) {
            var ends = part.split("-", -1);
            if (ends.length > 2) {
                throw new IllegalArgumentException(part);
            }
            var last = day(ends[ends.length - 1]);
            for (var day = day(ends[0]); day != last; day = day.plus(1)) {
                days.add(day);
            }
            days.add(last);
        }
        return days;
    }

    static String format(Set<DayOfWeek> days) {
        return days.stream().map(Weekdays::name).collect(Collectors.joining(","));
    }

    private static DayOfWeek day(String word) {
        return Arrays.stream(DayOfWeek.values())
                .filter(day -> name(day).equals(word))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(word));
    }

    private static String name(DayOfWeek day) {
        return day.name().charAt(0) + day.name().substring(1, 3).toLowerCase(Locale.ROOT);
    }
}
