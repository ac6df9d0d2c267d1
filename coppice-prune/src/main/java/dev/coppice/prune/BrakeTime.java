package dev.coppice.prune;

import dev.coppice.control.Durations;
import java.time.Duration;
import java.util.Optional;

/**
 * The time a brake allows, or that it is off. A value for any thread.
 *
 * @param limit the time; none when it is off
 */
public record BrakeTime(Optional<Duration> limit) {
    /** The brake is off. */
    public static final BrakeTime OFF = new BrakeTime(Optional.empty());

    /** A brake with this limit. */
    public static BrakeTime of(Duration limit) {
        return new BrakeTime(Optional.of(limit));
    }

    /** Reads {@code 10s} or {@code off}. */
    public static BrakeTime parse(String text) {
        if (text.equals(BrakeName.OFF)) {
            return OFF;
        }
        try {
            return of(Durations.parse(text));
        } catch (IllegalArgumentException malformed) {
            throw new IllegalArgumentException("off or " + malformed.getMessage(), malformed);
        }
    }

    @Override
    public String toString() {
        return limit.map(Durations::format).orElse(BrakeName.OFF);
    }
}
