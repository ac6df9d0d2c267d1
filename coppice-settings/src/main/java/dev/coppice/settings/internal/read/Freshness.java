package dev.coppice.settings.internal.read;

import java.time.Duration;
import java.util.function.LongSupplier;

/** Until when answers may be given from memory: so long after the beginning of the last look that did not fail. */
final class Freshness {
    private static final long NEVER = Long.MIN_VALUE;

    private final LongSupplier nanos;
    private final long bound;
    private volatile long looked = NEVER;

    Freshness(LongSupplier nanos, Duration bound) {
        this.nanos = nanos;
        this.bound = bound.toNanos();
    }

    long now() {
        return nanos.getAsLong();
    }

    void looked(long began) {
        looked = began;
    }

    void lost() {
        looked = NEVER;
    }

    boolean holds() {
        long last = looked;
        return last != NEVER && isYoung(last);
    }

    boolean isYoung(long since) {
        return now() - since < bound;
    }
}
