package dev.coppice.server.internal.access;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Whose the secrets were that were good within the last ten minutes, by their digests. It lets nobody in: it tells whose
 * limits a request counts for before it is looked up, and that such a secret is no guess. Remembers a bounded number. Safe for
 * any thread.
 */
final class ProvenSecrets {
    private static final int MOST = 10_000;
    private static final long GOOD = Duration.ofMinutes(10).toNanos();

    private record Proven(String identity, long at) {}

    private final LongSupplier nanoTime;
    private final Map<String, Proven> proven = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Proven> eldest) {
            return size() > MOST;
        }
    };

    ProvenSecrets(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    synchronized Optional<String> find(String digest) {
        var known = proven.get(digest);
        if (known == null || nanoTime.getAsLong() - known.at() > GOOD) {
            return Optional.empty();
        }
        return Optional.of(known.identity());
    }

    synchronized void good(String digest, String identity) {
        proven.put(digest, new Proven(identity, nanoTime.getAsLong()));
    }

    synchronized void bad(String digest) {
        proven.remove(digest);
    }
}
