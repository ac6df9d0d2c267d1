package dev.coppice.server.internal.console;

import java.time.Duration;
import java.util.Locale;

/** Numbers and spans as people read them. */
final class Figures {
    private Figures() {}

    static String grouped(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    /** A span in its largest fitting unit: {@code 90 d}, {@code 7 h}, {@code 12 min}. */
    static String span(Duration span) {
        if (span.toDays() > 0) {
            return grouped(span.toDays()) + " d";
        }
        return span.toHours() > 0 ? span.toHours() + " h" : Math.max(0, span.toMinutes()) + " min";
    }
}
