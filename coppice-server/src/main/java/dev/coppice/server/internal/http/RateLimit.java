package dev.coppice.server.internal.http;

import dev.coppice.server.internal.access.AccessFaults;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Lets each caller send so many requests a second: a bucket of tokens for each, filled as time goes by. Remembers a bounded
 * number of callers and forgets the one that was heard of longest ago, whose bucket is full by then. Safe for any thread.
 */
final class RateLimit {
    private static final int CALLERS = 10_000;
    private static final double SECOND = Duration.ofSeconds(1).toNanos();

    private record Bucket(double tokens, long at) {}

    private final int perSecond;
    private final int burst;
    private final LongSupplier nanoTime;
    private final Map<String, Bucket> buckets = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Bucket> eldest) {
            return size() > CALLERS;
        }
    };

    RateLimit(int perSecond, int burst, LongSupplier nanoTime) {
        this.perSecond = perSecond;
        this.burst = burst;
        this.nanoTime = nanoTime;
    }

    /**
     * Takes a token out of a caller's bucket.
     *
     * @throws dev.coppice.ops.CoppiceException {@code access.too-fast}
     */
    synchronized void require(String caller) {
        long now = nanoTime.getAsLong();
        var known = buckets.getOrDefault(caller, new Bucket(burst, now));
        double filled = known.tokens() + (now - known.at()) / SECOND * perSecond;
        double tokens = Math.min(burst, filled);
        boolean enough = tokens >= 1;
        buckets.put(caller, new Bucket(enough ? tokens - 1 : tokens, now));
        if (!enough) {
            throw AccessFaults.tooFast(Duration.ofNanos((long) ((1 - tokens) / perSecond * SECOND)));
        }
    }

    /** Puts a token back that turned out to be another caller's to give. */
    synchronized void giveBack(String caller) {
        buckets.computeIfPresent(caller, (name, known) -> new Bucket(Math.min(burst, known.tokens() + 1), known.at()));
    }
}
