package dev.coppice.server.document;

import dev.coppice.prune.ErasureReceipt;

/**
 * A receipt as scripts see it. A value for any thread.
 *
 * @param erasure the number of the erasure
 * @param text JSON as it was signed
 * @param sha256 the digest of the text
 * @param key what tells the key from others; empty where nobody signed
 * @param signature the signature in Base64; empty where nobody signed
 * @param document all of it, to be handed out and checked anywhere
 */
public record ErasureReceiptDocument(
        long erasure, String text, String sha256, String key, String signature, String document) {
    /** The receipt of an erasure. */
    public static ErasureReceiptDocument of(long erasure, ErasureReceipt receipt) {
        var signed = receipt.signed();
        return new ErasureReceiptDocument(
                erasure, signed.text(), receipt.sha256(), signed.key(), signed.signature(), receipt.document());
    }
}
