package dev.coppice.server.internal.console;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A time as people read it. A value for any thread.
 *
 * @param at the time, for machines
 * @param shown the time, to the minute
 * @param distance how far away it is
 */
public record Moment(String at, String shown, String distance) {
    private static final DateTimeFormatter SHOWN =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm 'UTC'", Locale.ROOT).withZone(ZoneOffset.UTC);

    /** A time, seen from now. */
    public static Moment of(Instant at) {
        return of(at, Instant.now());
    }

    /** A time that may not be known. */
    public static @Nullable Moment of(Optional<Instant> at) {
        return at.map(Moment::of).orElse(null);
    }

    static Moment of(Instant at, Instant now) {
        var away = Duration.between(now, at);
        return new Moment(at.toString(), SHOWN.format(at), distance(away));
    }

    private static String distance(Duration away) {
        if (away.abs().toSeconds() < 60) {
            return away.isNegative() ? "just now" : "in a moment";
        }
        return away.isNegative() ? Figures.span(away.negated()) + " ago" : "in " + Figures.span(away);
    }
}
