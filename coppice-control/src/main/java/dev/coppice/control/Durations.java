package dev.coppice.control;

import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;

/** Durations as the configuration and the command line write them. */
public final class Durations {
    private static final Pattern FORM = Pattern.compile("([0-9][0-9_]{0,11})(ms|s|m|h|d)");
    private static final String ALLOWED = "a number with a unit ms, s, m, h or d, such as 90d or 250ms";

    // A thousand years: further back or ahead, some of PostgreSQL's times end.
    private static final Duration LONGEST = Duration.ofDays(365_000);

    private static final List<Unit> UNITS =
            List.of(new Unit("d", 86_400_000), new Unit("h", 3_600_000), new Unit("m", 60_000), new Unit("s", 1_000));

    private Durations() {}

    /**
     * Reads {@code 250ms}, {@code 30s}, {@code 5m}, {@code 2h} or {@code 90d}; a day has 24 hours.
     *
     * @throws IllegalArgumentException when the text is of another form
     */
    public static Duration parse(String text) {
        var match = FORM.matcher(text);
        if (!match.matches()) {
            throw new IllegalArgumentException(ALLOWED);
        }
        var number = Long.parseLong(match.group(1).replace("_", ""));
        var duration = switch (match.group(2)) {
            case "ms" -> Duration.ofMillis(number);
            case "s" -> Duration.ofSeconds(number);
            case "m" -> Duration.ofMinutes(number);
            case "h" -> Duration.ofHours(number);
            default -> Duration.ofDays(number);
        };
        if (duration.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("at most 365_000d");
        }
        return duration;
    }

    /** Writes a duration as {@link #parse} reads it, in the largest unit that needs no fraction. */
    public static String format(Duration duration) {
        for (var unit : UNITS) {
            if (duration.toMillis() % unit.millis() == 0) {
                return duration.toMillis() / unit.millis() + unit.name();
            }
        }
        return duration.toMillis() + "ms";
    }

    private record Unit(String name, long millis) {}
}
