package dev.coppice.bench;

import java.time.Duration;
import java.util.List;

/**
 * How a benchmark is run.
 *
 * @param sizes how many items a batch has; each size is measured; empty leaves it to the benchmark
 * @param rounds how often each side runs; the median counts
 * @param linkDelay by how much the slow link lengthens a round trip; zero leaves the slow link out
 */
public record BenchOptions(List<Integer> sizes, int rounds, Duration linkDelay) {
    private static final int LARGEST = 10_000_000;
    private static final int MOST_ROUNDS = 1_000;
    private static final Duration LONGEST_DELAY = Duration.ofSeconds(1);

    /** Checks the bounds. */
    public BenchOptions {
        sizes = List.copyOf(sizes);
        for (var size : sizes) {
            if (size < 1 || size > LARGEST) {
                throw new IllegalArgumentException("sizes must be 1 to " + LARGEST + ", was: " + size);
            }
        }
        if (rounds < 1 || rounds > MOST_ROUNDS) {
            throw new IllegalArgumentException("rounds must be 1 to " + MOST_ROUNDS + ", was: " + rounds);
        }
        if (linkDelay.isNegative() || linkDelay.compareTo(LONGEST_DELAY) > 0) {
            throw new IllegalArgumentException("linkDelay must be 0 to 1 s, was: " + linkDelay);
        }
    }

    /** Sizes of the benchmark, three rounds, a slow link of half a millisecond. */
    public static BenchOptions ofDefaults() {
        return new BenchOptions(List.of(), 3, Duration.ofNanos(500_000));
    }
}
