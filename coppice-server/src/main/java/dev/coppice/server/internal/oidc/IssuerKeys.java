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
 * changes its keys is followed at once. Fetched at most every ten seconds, so that made-up names cost it nothing, and by one
 * caller at a time: nobody else waits for the issuer. Who comes meanwhile is answered from the keys that are known, or told
 * that they are not there yet. Keys stay good while the issuer cannot be reached, for a day. Safe for any thread.
 */
final class IssuerKeys implements JWKSource<SecurityContext> {
    private static final long FRESH = Duration.ofHours(1).toNanos();
    private static final long GOOD = Duration.ofDays(1).toNanos();
    private static final long PAUSE = Duration.ofSeconds(10).toNanos();

    private final Fetch fetch;
    private final LongSupplier nanoTime;
    private final ReentrantLock fetching = new ReentrantLock();
    private volatile @Nullable Known known;
    private volatile long triedAt;

    IssuerKeys(Fetch fetch, LongSupplier nanoTime) {
        this.fetch = fetch;
        this.nanoTime = nanoTime;
        this.triedAt = nanoTime.getAsLong() - PAUSE;
    }

    private record Known(JWKSet keys, long fetchedAt) {}

    /** Gets the keys. */
    @FunctionalInterface
    interface Fetch {
        JWKSet keys() throws IOException, ParseException;
    }

    @Override
    public List<JWK> get(JWKSelector wanted, @Nullable SecurityContext context) throws KeySourceException {
        var found = found(wanted, FRESH);
        if (!found.isEmpty()) {
            return found;
        }
        if (fetching.tryLock()) {
            try {
                renew();
            } finally {
                fetching.unlock();
            }
            return wanted.select(good().keys());
        }
        var kept = found(wanted, GOOD);
        if (kept.isEmpty()) {
            throw new KeySourceException("the keys of the issuer are being fetched");
        }
        return kept;
    }

    private List<JWK> found(JWKSelector wanted, long age) {
        var keys = known;
        return keys != null && nanoTime.getAsLong() - keys.fetchedAt() < age ? wanted.select(keys.keys()) : List.of();
    }

    private void renew() throws KeySourceException {
        long now = nanoTime.getAsLong();
        if (now - triedAt < PAUSE) {
            return;
        }
        try {
            known = new Known(fetch.keys(), now);
        } catch (IOException | ParseException | IllegalArgumentException unusable) {
            requireGood(unusable);
        } finally {
            triedAt = nanoTime.getAsLong();
        }
    }

    private Known good() throws KeySourceException {
        return requireGood(null);
    }

    private Known requireGood(@Nullable Exception failure) throws KeySourceException {
        var keys = known;
        if (keys == null || nanoTime.getAsLong() - keys.fetchedAt() > GOOD) {
            throw new KeySourceException("no keys of the issuer are known", failure);
        }
        return keys;
    }
}
