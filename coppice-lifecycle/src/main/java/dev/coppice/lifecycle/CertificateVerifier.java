package dev.coppice.lifecycle;

import dev.coppice.lifecycle.internal.certificate.DocumentCheck;
import java.security.PublicKey;
import java.util.Collection;
import java.util.List;

/** Checks certificates without any database. */
public final class CertificateVerifier {
    private CertificateVerifier() {}

    /**
     * Checks the document of a certificate: its form, the tree over its receipts, its signature, and those of the later looks.
     * Whether it was revoked later still, only the issuer can say.
     *
     * @param document what {@code coppice certificate show --document} prints
     * @param key the public key of the issuer
     */
    public static CertificateCheck verify(String document, PublicKey key) {
        return verify(document, List.of(key));
    }

    /**
     * The same where the issuer has had several keys: certificate and later looks may each be signed by any of them.
     *
     * @param keys the public keys of the issuer, past and present
     */
    public static CertificateCheck verify(String document, Collection<PublicKey> keys) {
        return DocumentCheck.of(document, keys);
    }
}
