package dev.coppice.server.internal.console;

import java.time.Duration;
import java.util.Locale;

/** Numbers and spans as people read them. */
public final class Figures {
    private static final String UNITS = "kMGTPE";

    private Figures() {}

    /** A number in groups of three: {@code 1,234}. */
    public static String grouped(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    /** A span in its largest fitting unit: {@code 90 d}, {@code 7 h}, {@code 12 min}. */
    public static String span(Duration span) {
        if (span.toDays() > 0) {
            return grouped(span.toDays()) + " d";
        }
        return span.toHours() > 0 ? span.toHours() + " h" : Math.max(0, span.toMinutes()) + " min";
    }

    /** A number of things: {@code 1 row}, {@code 1,234 rows}. */
    public static String count(long number, String thing) {
        return grouped(number) + " " + thing + (number == 1 ? "" : "s");
    }

    /** A size in its largest fitting unit: {@code 12.5 MB}. */
    public static String bytes(long bytes) {
        if (bytes < 1000) {
            return grouped(bytes) + " B";
        }
        int unit = 0;
        double size = bytes;
        while (size >= 999.95 && unit < UNITS.length()) {
            size /= 1000;
            unit++;
        }
        return String.format(Locale.ROOT, "%.1f %sB", size, UNITS.charAt(unit - 1));
    }
}
