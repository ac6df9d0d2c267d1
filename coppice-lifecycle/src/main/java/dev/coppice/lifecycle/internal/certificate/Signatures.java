package dev.coppice.lifecycle.internal.certificate;

import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;

/** Signatures by Ed25519. */
public final class Signatures {
    static final String ALGORITHM = "Ed25519";
    private static final int ID_DIGITS = 16;

    private Signatures() {}

    /** What tells a key from others: the first sixteen hexadecimal digits of the SHA-256 of its X.509 form. */
    public static String idOf(PublicKey key) {
        return Sha256.hex(key.getEncoded()).substring(0, ID_DIGITS);
    }

    static byte[] sign(PrivateKey key, byte[] message) {
        try {
            var signature = Signature.getInstance(ALGORITHM);
            signature.initSign(key);
            signature.update(message);
            return signature.sign();
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("a key for " + ALGORITHM + " signs", impossible);
        }
    }

    /** Whether a signature is the one of a message. */
    public static boolean right(PublicKey key, byte[] message, byte[] given) {
        try {
            var signature = Signature.getInstance(ALGORITHM);
            signature.initVerify(key);
            signature.update(message);
            return signature.verify(given);
        } catch (SignatureException malformed) {
            return false;
        } catch (GeneralSecurityException other) {
            throw new IllegalArgumentException(
                    "key must be for " + ALGORITHM + ", was for: " + key.getAlgorithm(), other);
        }
    }
}
