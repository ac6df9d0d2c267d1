package dev.coppice.prune;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.util.HexFormat;
import java.util.function.UnaryOperator;

/** Signs receipts of erasures. Safe for any thread. */
public interface ReceiptSigner {
    /** What tells the key from others. */
    String keyId();

    /** The Ed25519 signature of a message, 64 bytes. */
    byte[] sign(byte[] message);

    /**
     * What signs with the private half of a key, and names it as certificates of teardowns do.
     *
     * @param key the public half
     * @param signing makes the Ed25519 signature of a message
     */
    static ReceiptSigner of(PublicKey key, UnaryOperator<byte[]> signing) {
        var id = idOf(key);
        return new ReceiptSigner() {
            @Override
            public String keyId() {
                return id;
            }

            @Override
            public byte[] sign(byte[] message) {
                return signing.apply(message);
            }
        };
    }

    private static String idOf(PublicKey key) {
        try {
            var digest = MessageDigest.getInstance("SHA-256").digest(key.getEncoded());
            return HexFormat.of().formatHex(digest, 0, 8);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every JDK has SHA-256", impossible);
        }
    }

    /**
     * A text with its signature.
     *
     * @param text the text
     * @param key what tells the key from others; empty where nobody signed
     * @param signature the signature in Base64; empty where nobody signed
     */
    record Signed(String text, String key, String signature) {}
}
