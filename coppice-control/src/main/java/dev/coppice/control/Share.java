package dev.coppice.control;

import java.time.Duration;

/**
 * A share that may be used up within a period. A value for any thread.
 *
 * @param part how much
 * @param period in which time
 */
public record Share(Percentage part, Duration period) {
    private static final String ALLOWED = "a share and a period, such as 10%/30d";

    /** Refuses a period without length. */
    public Share {
        if (period.isZero()) {
            throw new IllegalArgumentException(ALLOWED);
        }
    }

    /** Reads {@code 10%/30d}. */
    public static Share parse(String text) {
        var slash = text.indexOf('/');
        try {
            return new Share(
                    Percentage.parse(text.substring(0, Math.max(slash, 0)).strip()),
                    Durations.parse(text.substring(slash + 1).strip()));
        } catch (IllegalArgumentException other) {
            throw new IllegalArgumentException(ALLOWED, other);
        }
    }
}
