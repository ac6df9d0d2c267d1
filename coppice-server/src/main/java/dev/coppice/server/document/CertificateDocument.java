package dev.coppice.server.document;

import dev.coppice.lifecycle.Certificate;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A certificate as scripts see it. A value for any thread.
 *
 * @param certificate its number
 * @param kind the kind of its resource
 * @param resource the id of its resource
 * @param operation the teardown it speaks of
 * @param issuedAt when it was signed
 * @param probes the later looks, done and to come
 * @param revokedAt when it was revoked
 * @param revokedReason why
 * @param document what is checked offline: a text, exactly as it was signed
 */
public record CertificateDocument(
        long certificate,
        String kind,
        String resource,
        long operation,
        Instant issuedAt,
        List<Probe> probes,
        @Nullable Instant revokedAt,
        @Nullable String revokedReason,
        String document) {
    /** Copies the list. */
    public CertificateDocument {
        probes = List.copyOf(probes);
    }

    /**
     * A later look at every store.
     *
     * @param number its number, from 1
     * @param dueAt when it is due
     * @param probedAt when it was done
     * @param clean whether nothing was found; null while it is not done
     */
    public record Probe(
            int number,
            Instant dueAt,
            @Nullable Instant probedAt,
            @Nullable Boolean clean) {
        static Probe of(Certificate.Probe probe) {
            return new Probe(
                    probe.number(),
                    probe.dueAt(),
                    probe.probedAt().orElse(null),
                    probe.clean().orElse(null));
        }
    }

    /** A certificate as a document. */
    public static CertificateDocument of(Certificate certificate) {
        return new CertificateDocument(
                certificate.id(),
                certificate.resource().kind(),
                certificate.resource().id(),
                certificate.operation(),
                certificate.issuedAt(),
                certificate.probes().stream().map(Probe::of).toList(),
                certificate.revokedAt().orElse(null),
                certificate.revokedReason().orElse(null),
                certificate.document());
    }
}
