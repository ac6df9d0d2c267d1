package dev.coppice.server.internal.access;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;

/**
 * A random 256-bit secret. Only its SHA-256 is stored, and it is found by that hash: no comparison of secrets takes place
 * whose time could tell anything. A plain hash is enough because the secret is random, not chosen by a person.
 */
public record Secret(String text) {
    /** What API tokens begin with, so that scanners for leaked secrets find them. */
    public static final String TOKEN = "cop_";

    private static final SecureRandom RANDOM = new SecureRandom();

    /** A new secret that begins with {@code prefix}. */
    public static Secret random(String prefix) {
        var bytes = new byte[32];
        RANDOM.nextBytes(bytes);
        return new Secret(prefix + encode(bytes));
    }

    /** What is stored of it. */
    public byte[] hash() {
        return sha256(text);
    }

    /** The same in hexadecimal digits. */
    String digest() {
        return HexFormat.of().formatHex(hash());
    }

    /** A second secret that follows from this one, for another use; it does not lead back. */
    public String derived(String use) {
        return encode(sha256(use + ":" + text));
    }

    /** Hides the secret from logs. */
    @Override
    public String toString() {
        return "Secret[hidden]";
    }

    private static String encode(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has SHA-256", impossible);
        }
    }
}
