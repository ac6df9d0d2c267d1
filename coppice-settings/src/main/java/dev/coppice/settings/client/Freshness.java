package dev.coppice.settings.client;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * How long an answer may be given.
 *
 * @param maxAge how long without asking again
 * @param keepServing how much longer while the server is out of reach
 * @param nanoTime the clock
 */
record Freshness(Duration maxAge, Duration keepServing, LongSupplier nanoTime) {
    private static final Duration BETWEEN_TRIES = Duration.ofSeconds(1);

    long now() {
        return nanoTime.getAsLong();
    }

    /** Whether it is too soon to try again what has failed. */
    boolean tooSoon(long failedAt) {
        return age(failedAt) < BETWEEN_TRIES.toNanos();
    }

    boolean fresh(long fetchedAt) {
        return age(fetchedAt) < maxAge.toNanos();
    }

    boolean servable(long fetchedAt) {
        return age(fetchedAt) < maxAge.plus(keepServing).toNanos();
    }

    private long age(long fetchedAt) {
        return nanoTime.getAsLong() - fetchedAt;
    }
}
