package dev.coppice.bench.internal.campaign;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.LongStream;

/** How long transactions took, from when they were due to when they were done. A value for any thread. */
final class Latencies {
    private static final double NANOS_PER_MILLI = 1e6;

    private final long[] nanos;

    private Latencies(long[] sorted) {
        this.nanos = sorted;
    }

    static Latencies of(LongStream nanos) {
        return new Latencies(nanos.sorted().toArray());
    }

    /** These and others. */
    Latencies and(Latencies others) {
        return of(LongStream.concat(nanos(), others.nanos()));
    }

    /** The times, shortest first. */
    LongStream nanos() {
        return Arrays.stream(nanos);
    }

    double p99Millis() {
        return percentile(99);
    }

    /** What stands in a row, under names that begin with a word. */
    Map<String, Object> facts(String word) {
        var facts = new LinkedHashMap<String, Object>();
        facts.put(word + "Transactions", nanos.length);
        facts.put(word + "P50Millis", Result.rounded(percentile(50)));
        facts.put(word + "P99Millis", Result.rounded(percentile(99)));
        facts.put(word + "MaxMillis", Result.rounded(percentile(100)));
        return facts;
    }

    /** The least time that so many of a hundred did not exceed; none without a transaction. */
    private double percentile(int share) {
        if (nanos.length == 0) {
            return 0;
        }
        var place = (int) Math.ceilDiv((long) nanos.length * share, 100L) - 1;
        return nanos[Math.max(0, place)] / NANOS_PER_MILLI;
    }
}
