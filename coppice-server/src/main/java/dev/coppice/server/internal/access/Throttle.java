package dev.coppice.server.internal.access;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Shuts out an address that presents unknown secrets: ten within a minute, and nothing it presents is looked at until a
 * minute after the tenth. Remembers a bounded number of addresses and forgets the one that failed longest ago. Safe for any
 * thread.
 */
public final class Throttle {
    private static final int TRIES = 10;
    private static final long WINDOW = Duration.ofMinutes(1).toNanos();
    private static final int ADDRESSES = 10_000;

    private record Failures(int count, long since) {}

    private final LongSupplier nanoTime;
    private final Map<String, Failures> failures = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Failures> eldest) {
            return size() > ADDRESSES;
        }
    };

    /** A throttle that reads time from {@code nanoTime}, as {@link System#nanoTime} gives it. */
    public Throttle(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** How long an address is shut out from now; zero when it is not. */
    public synchronized Duration shutOut(String address) {
        var known = failures.get(address);
        if (known == null) {
            return Duration.ZERO;
        }
        long left = known.since() + WINDOW - nanoTime.getAsLong();
        if (left <= 0) {
            failures.remove(address);
            return Duration.ZERO;
        }
        return known.count() < TRIES ? Duration.ZERO : Duration.ofNanos(left);
    }

    /** Notes that an address presented an unknown secret. */
    public synchronized void failed(String address) {
        long now = nanoTime.getAsLong();
        var known = failures.get(address);
        if (known == null || now - known.since() >= WINDOW) {
            failures.put(address, new Failures(1, now));
            return;
        }
        int count = known.count() + 1;
        failures.put(address, new Failures(count, count >= TRIES ? now : known.since()));
    }

    /** Forgets what an address did, since it has now presented a good secret. */
    public synchronized void passed(String address) {
        failures.remove(address);
    }

    synchronized int remembered() {
        return failures.size();
    }
}
