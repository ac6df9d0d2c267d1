package dev.coppice.server.internal.oidc;

import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.SecurityContext;
import java.io.IOException;
import java.text.ParseException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The keys of an issuer, fetched when first needed, each hour, and when a token names one that is not known: an issuer that
 * changes its keys is followed at once. Fetched at most every ten seconds, so that made-up names cost it nothing. Keys stay good
 * while the issuer cannot be reached, for a day. Safe for any thread.
 */
final class IssuerKeys implements JWKSource<SecurityContext> {
    private static final long FRESH = Duration.ofHours(1).toNanos();
    private static final long GOOD = Duration.ofDays(1).toNanos();
    private static final long PAUSE = Duration.ofSeconds(10).toNanos();

    private final Fetch fetch;
    private final LongSupplier nanoTime;
    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable JWKSet keys;
    private long fetchedAt;
    private @Nullable Exception failure;
    private long triedAt;

    IssuerKeys(Fetch fetch, LongSupplier nanoTime) {
        this.fetch = fetch;
        this.nanoTime = nanoTime;
        this.triedAt = nanoTime.getAsLong() - PAUSE;
    }

    /** Gets the keys. */
    @FunctionalInterface
    interface Fetch {
        JWKSet keys() throws IOException, ParseException;
    }

    @Override
    public List<JWK> get(JWKSelector wanted, @Nullable SecurityContext context) throws KeySourceException {
        lock.lock();
        try {
            var known = keys;
            if (known != null && nanoTime.getAsLong() - fetchedAt < FRESH) {
                var found = wanted.select(known);
                if (!found.isEmpty()) {
                    return found;
                }
            }
            return wanted.select(renewed());
        } finally {
            lock.unlock();
        }
    }

    private JWKSet renewed() throws KeySourceException {
        long now = nanoTime.getAsLong();
        if (now - triedAt >= PAUSE) {
            triedAt = now;
            try {
                keys = fetch.keys();
                fetchedAt = now;
                failure = null;
            } catch (IOException | ParseException | IllegalArgumentException unusable) {
                failure = unusable;
            }
        }
        var known = keys;
        if (known == null || now - fetchedAt > GOOD) {
            throw new KeySourceException("no keys of the issuer are known", failure);
        }
        return known;
    }
}
