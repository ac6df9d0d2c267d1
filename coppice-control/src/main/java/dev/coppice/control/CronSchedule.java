package dev.coppice.control;

import java.util.regex.Pattern;

/**
 * When something runs by itself: minute, hour, day of month, month, day of week. A value for any thread.
 *
 * @param expression the five fields, separated by blanks
 */
public record CronSchedule(String expression) {
    private static final Pattern PART = Pattern.compile("(?:\\*|([0-9]{1,2})(?:-([0-9]{1,2}))?)(?:/([0-9]{1,2}))?");
    private static final int[][] RANGES = {{0, 59}, {0, 23}, {1, 31}, {1, 12}, {0, 7}};
    private static final String ALLOWED =
            "five fields minute, hour, day, month and weekday in numbers with * , - and /, such as 0 3 * * *";

    /** Refuses what is not five fields in range. */
    public CronSchedule {
        var fields = expression.strip().split("\\s+", -1);
        if (fields.length != RANGES.length) {
            throw new IllegalArgumentException(ALLOWED);
        }
        for (var i = 0; i < fields.length; i++) {
            for (var part : fields[i].split(",", -1)) {
                check(part, RANGES[i]);
            }
        }
        expression = String.join(" ", fields);
    }

    /** Reads {@code 0 3 * * *}. */
    public static CronSchedule parse(String text) {
        return new CronSchedule(text);
    }

    private static void check(String part, int[] range) {
        var match = PART.matcher(part);
        if (!match.matches()) {
            throw new IllegalArgumentException(ALLOWED);
        }
        var from = match.group(1) == null ? range[0] : Integer.parseInt(match.group(1));
        var to = match.group(2) == null ? from : Integer.parseInt(match.group(2));
        var step = match.group(3) == null ? 1 : Integer.parseInt(match.group(3));
        if (from < range[0] || to > range[1] || from > to || step < 1) {
            throw new IllegalArgumentException(ALLOWED);
        }
    }
}
