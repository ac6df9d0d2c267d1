package dev.coppice.prune;

import dev.coppice.prune.ReceiptSigner.Signed;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The proof of an erasure: a text without the person in it, its digest, and a signature where there was a key. A value for any
 * thread.
 *
 * @param signed the text, JSON as it was signed, with its signature
 */
public record ErasureReceipt(Signed signed) {
    private static final String HEADING = "coppice erasure receipt";
    private static final Pattern DOCUMENT = Pattern.compile(
            HEADING + "\nsha256: ([0-9a-f]{64})\nkey: (.{0,200})\nsignature: ([A-Za-z0-9+/=]{0,200})\n\n(.+)",
            Pattern.DOTALL);

    /** The SHA-256 of the text, as 64 hexadecimal digits. */
    public String sha256() {
        return digest(signed.text());
    }

    /** All of it as a file to hand out and to check later, without any database. */
    public String document() {
        return HEADING + "\nsha256: " + sha256() + "\nkey: " + signed.key() + "\nsignature: " + signed.signature()
                + "\n\n" + signed.text();
    }

    /**
     * Checks a document: its form, its digest, and its signature by one of the keys. Without keys the digest alone is checked,
     * which proves nothing against somebody who can make one.
     *
     * @return what is wrong; empty for one that is as it was issued
     */
    public static List<String> problems(String document, Collection<PublicKey> keys) {
        var read = DOCUMENT.matcher(document);
        if (!read.matches()) {
            return List.of("It is no receipt of an erasure, or not all of one.");
        }
        var problems = new ArrayList<String>();
        if (!digest(read.group(4)).equals(read.group(1))) {
            problems.add("Its text is not the one that was issued: the digest differs.");
        }
        if (!keys.isEmpty() && read.group(3).isEmpty()) {
            problems.add("It is not signed.");
        } else if (!keys.isEmpty() && keys.stream().noneMatch(key -> right(key, read.group(4), read.group(3)))) {
            problems.add("None of the keys has signed it.");
        }
        return List.copyOf(problems);
    }

    private static boolean right(PublicKey key, String text, String signature) {
        try {
            var check = Signature.getInstance("Ed25519");
            check.initVerify(key);
            check.update(text.getBytes(StandardCharsets.UTF_8));
            return check.verify(Base64.getDecoder().decode(signature));
        } catch (SignatureException | IllegalArgumentException malformed) {
            return false;
        } catch (GeneralSecurityException other) {
            throw new IllegalArgumentException("key must be for Ed25519, was for: " + key.getAlgorithm(), other);
        }
    }

    private static String digest(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every JDK has SHA-256", impossible);
        }
    }
}
