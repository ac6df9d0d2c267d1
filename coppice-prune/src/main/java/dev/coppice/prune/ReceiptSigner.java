package dev.coppice.prune;

/** Signs receipts of erasures. Safe for any thread. */
public interface ReceiptSigner {
    /** What tells the key from others. */
    String keyId();

    /** The Ed25519 signature of a message, 64 bytes. */
    byte[] sign(byte[] message);

    /**
     * A text with its signature.
     *
     * @param text the text
     * @param key what tells the key from others; empty where nobody signed
     * @param signature the signature in Base64; empty where nobody signed
     */
    record Signed(String text, String key, String signature) {}
}
