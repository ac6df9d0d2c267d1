package dev.coppice.lifecycle.internal.engine;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.DoubleSupplier;

/**
 * When something is tried again. A value for any thread.
 *
 * @param first after the first failure
 * @param ceiling at most
 * @param blocked while something outside holds it up, at most
 * @param chance a number from 0 to 1, which spreads what failed together
 */
record Backoff(Duration first, Duration ceiling, Duration blocked, DoubleSupplier chance) {
    /** What is tried so often and fails is left to a person. */
    static final int ATTEMPTS = 8;

    static final Backoff PRODUCTION = new Backoff(
            Duration.ofSeconds(60),
            Duration.ofHours(1),
            Duration.ofSeconds(60),
            () -> ThreadLocalRandom.current().nextDouble());

    private static final double SPREAD = 0.2;
    private static final Duration SOON = Duration.ofSeconds(1);

    /** How long to wait after so many failures: doubled each time, a fifth more or less. */
    Duration after(int failures) {
        var doubled = first.multipliedBy(1L << Math.clamp(failures - 1L, 0, 16));
        var capped = doubled.compareTo(ceiling) > 0 ? ceiling : doubled;
        return Duration.ofMillis(Math.round(capped.toMillis() * (1 - SPREAD + 2 * SPREAD * chance.getAsDouble())));
    }

    /** How long to wait for what has kept it so long already: soon at first, for most of it passes at once. */
    Duration waiting(Duration already) {
        var longer = already.compareTo(SOON) < 0 ? SOON : already;
        return longer.compareTo(blocked) > 0 ? blocked : longer;
    }
}
