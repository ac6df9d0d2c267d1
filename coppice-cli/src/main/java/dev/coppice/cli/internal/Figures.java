package dev.coppice.cli.internal;

import java.time.Duration;
import java.util.Locale;

/** Numbers as people read them. */
public final class Figures {
    private static final String[] UNITS = {"bytes", "KiB", "MiB", "GiB", "TiB", "PiB"};
    private static final int STEP = 1024;

    private Figures() {}

    /** A count with its thousands apart. */
    public static String count(long count) {
        return String.format(Locale.ROOT, "%,d", count);
    }

    /** A count of things, in the right number. */
    public static String count(long count, String one, String many) {
        return count(count) + " " + (count == 1 ? one : many);
    }

    /** A size in the largest unit that leaves a whole number in front. */
    public static String bytes(long bytes) {
        var unit = 0;
        double size = bytes;
        while (size >= STEP && unit < UNITS.length - 1) {
            size /= STEP;
            unit++;
        }
        return String.format(Locale.ROOT, unit == 0 || size >= 10 ? "%.0f %s" : "%.1f %s", size, UNITS[unit]);
    }

    /** A time in its two largest units. */
    public static String duration(Duration time) {
        if (time.toMillis() < 1000) {
            return time.toMillis() + " ms";
        }
        var seconds = time.toSeconds();
        if (seconds < 60) {
            return seconds + " s";
        }
        if (seconds < 3600) {
            return seconds / 60 + " min " + seconds % 60 + " s";
        }
        return seconds < 86_400
                ? seconds / 3600 + " h " + seconds / 60 % 60 + " min"
                : seconds / 86_400 + " d " + seconds / 3600 % 24 + " h";
    }

    /** A rate for each second. */
    public static String rate(double each) {
        return each < 10 ? String.format(Locale.ROOT, "%.1f", each) : count(Math.round(each));
    }
}
