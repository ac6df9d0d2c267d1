package dev.coppice.lifecycle;

import dev.coppice.lifecycle.internal.certificate.DocumentCheck;
import java.security.PublicKey;

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
        return DocumentCheck.of(document, key);
    }
}
