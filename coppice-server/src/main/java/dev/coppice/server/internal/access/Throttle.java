package dev.coppice.server.internal.access;

import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * Shuts out an address that presents unknown secrets: ten within a minute, and nothing new that it presents is looked at until
 * a minute after the tenth. The same secret again is no further guess. A good one in between takes nothing back: it would let
 * whoever has one guess at others. Remembers a bounded number of addresses and forgets the one that failed longest ago. Safe
 * for any thread.
 */
public final class Throttle {
    private static final int TRIES = 10;
    private static final long WINDOW = Duration.ofMinutes(1).toNanos();
    private static final int ADDRESSES = 10_000;

    private record Failures(Set<String> secrets, long since) {}

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
        return known.secrets().size() < TRIES ? Duration.ZERO : Duration.ofNanos(left);
    }

    /** Notes that an address presented an unknown secret, told by its digest. */
    public synchronized void failed(String address, String digest) {
        long now = nanoTime.getAsLong();
        var known = failures.get(address);
        if (known == null || now - known.since() >= WINDOW) {
            failures.put(address, new Failures(Set.of(digest), now));
            return;
        }
        if (known.secrets().size() >= TRIES || known.secrets().contains(digest)) {
            return;
        }
        var secrets = new HashSet<>(known.secrets());
        secrets.add(digest);
        failures.put(address, new Failures(secrets, secrets.size() == TRIES ? now : known.since()));
    }

    synchronized int remembered() {
        return failures.size();
    }
}
