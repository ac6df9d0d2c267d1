package dev.coppice.control;

import java.time.DateTimeException;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.regex.Pattern;

/**
 * The hours of the day in which work may be done. It may cross midnight. A value for any thread.
 *
 * @param from when it opens
 * @param to when it closes
 * @param zone in which zone
 */
public record TimeWindow(LocalTime from, LocalTime to, ZoneId zone) {
    private static final Pattern FORM = Pattern.compile("([0-9]{2}:[0-9]{2})-([0-9]{2}:[0-9]{2})(?: (\\S+))?");
    private static final String ALLOWED = "two different times and a zone, such as 22:00-06:00 Europe/Berlin";

    /** Refuses a window without length. */
    public TimeWindow {
        if (from.equals(to)) {
            throw new IllegalArgumentException(ALLOWED);
        }
    }

    /** Reads {@code 22:00-06:00 Europe/Berlin}; without a zone, UTC. */
    public static TimeWindow parse(String text) {
        var match = FORM.matcher(text);
        if (!match.matches()) {
            throw new IllegalArgumentException(ALLOWED);
        }
        try {
            var zone = match.group(3) == null ? ZoneOffset.UTC : ZoneId.of(match.group(3));
            return new TimeWindow(LocalTime.parse(match.group(1)), LocalTime.parse(match.group(2)), zone);
        } catch (DateTimeException other) {
            throw new IllegalArgumentException(ALLOWED, other);
        }
    }

    /** Whether a time of the zone lies in the window; it opens at its first minute and is closed at its last. */
    public boolean contains(LocalTime time) {
        return from.isBefore(to)
                ? !time.isBefore(from) && time.isBefore(to)
                : !time.isBefore(from) || time.isBefore(to);
    }

    /** Whether a moment lies in the window. */
    public boolean contains(ZonedDateTime moment) {
        return contains(moment.withZoneSameInstant(zone).toLocalTime());
    }
}
