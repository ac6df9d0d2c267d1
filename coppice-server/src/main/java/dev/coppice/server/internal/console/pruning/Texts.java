package dev.coppice.server.internal.console.pruning;

import dev.coppice.prune.Severity;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Numbers, times and marks as these pages write them. */
final class Texts {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss 'UTC'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);
    private static final long KIBI = 1024;

    private Texts() {}

    static String grouped(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    static String count(long number, String one, String many) {
        return grouped(number) + " " + (number == 1 ? one : many);
    }

    static String bytes(long bytes) {
        if (bytes < KIBI) {
            return count(bytes, "byte", "bytes");
        }
        var units = "KMGTPE";
        var power = (63 - Long.numberOfLeadingZeros(bytes)) / 10;
        return String.format(Locale.ROOT, "%.1f %ciB", bytes / Math.pow(KIBI, power), units.charAt(power - 1));
    }

    static String time(Instant at) {
        return TIME.format(at);
    }

    /** A span in its two largest units: {@code 3 d 4 h}, {@code 12 min 5 s}, {@code 250 ms}. */
    static String span(Duration span) {
        if (span.toDays() > 0) {
            return two(span.toDays(), "d", span.toHoursPart(), "h");
        }
        if (span.toHours() > 0) {
            return two(span.toHours(), "h", span.toMinutesPart(), "min");
        }
        if (span.toMinutes() > 0) {
            return two(span.toMinutes(), "min", span.toSecondsPart(), "s");
        }
        return span.toSeconds() > 0 ? span.toSeconds() + " s" : Math.max(0, span.toMillis()) + " ms";
    }

    /** A span as a scale writes it: {@code 250 ms}, {@code 2.5 s}. */
    static String tick(Duration span) {
        var millis = span.toMillis();
        return millis < 1_000 || millis >= 10_000 ? span(span) : String.format(Locale.ROOT, "%.1f s", millis / 1000.0);
    }

    private static String two(long large, String unit, int small, String smaller) {
        return grouped(large) + " " + unit + (small == 0 ? "" : " " + small + " " + smaller);
    }

    /** How a severity is told apart without colour. */
    static String mark(Severity severity) {
        return switch (severity) {
            case BLOCK -> "✖ blocks:";
            case WARN -> "▲ warning:";
            case INFO -> "·";
        };
    }
}
