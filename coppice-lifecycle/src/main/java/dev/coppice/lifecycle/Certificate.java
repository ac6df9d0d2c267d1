package dev.coppice.lifecycle;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The signed statement of what was destroyed. A value for any thread.
 *
 * @param id its number
 * @param resource the resource
 * @param operation the teardown
 * @param document the document that {@code coppice certificate verify} takes, as JSON: body, signature and later looks
 * @param issuedAt when it was signed
 * @param probes the later looks, done and to come
 * @param revokedAt when it was revoked
 * @param revokedReason why
 */
public record Certificate(
        long id,
        ResourceId resource,
        long operation,
        String document,
        Instant issuedAt,
        List<Probe> probes,
        Optional<Instant> revokedAt,
        Optional<String> revokedReason) {
    /** Copies the list. */
    public Certificate {
        probes = List.copyOf(probes);
    }

    /**
     * A later look at every store.
     *
     * @param number its number, from 1
     * @param dueAt when it is due
     * @param probedAt when it was done
     * @param clean whether nothing was found; empty while it is not done
     */
    public record Probe(int number, Instant dueAt, Optional<Instant> probedAt, Optional<Boolean> clean) {}
}
