package dev.coppice.control.internal.audit;

import dev.coppice.control.AuditEvent;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * The digest of one entry: SHA-256 over a version mark, the digest before it and every column, each with its length in front.
 * An absent column has the length -1, so that no two entries share an encoding.
 */
public final class AuditDigest {
    private static final byte[] VERSION = "coppice.audit/1".getBytes(StandardCharsets.UTF_8);

    private final MessageDigest sha256;

    private AuditDigest() {
        try {
            sha256 = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every JDK has SHA-256", impossible);
        }
    }

    /** The digest of an entry whose JSON is spelled as the database spells it. */
    public static byte[] of(byte[] previous, long seq, Instant at, AuditEvent event) {
        var digest = new AuditDigest();
        digest.add(VERSION);
        digest.add(previous);
        digest.add(number(seq));
        digest.add(number(ChronoUnit.MICROS.between(Instant.EPOCH, at)));
        digest.add(Optional.of(event.actor()));
        digest.add(Optional.of(event.action()));
        digest.add(Optional.of(event.subject()));
        digest.add(event.reason());
        digest.add(event.before());
        digest.add(event.after());
        return digest.sha256.digest();
    }

    private void add(Optional<String> text) {
        text.ifPresentOrElse(present -> add(present.getBytes(StandardCharsets.UTF_8)), () -> sha256.update(length(-1)));
    }

    private void add(byte[] bytes) {
        sha256.update(length(bytes.length));
        sha256.update(bytes);
    }

    private static byte[] length(int length) {
        return ByteBuffer.allocate(Integer.BYTES).putInt(length).array();
    }

    private static byte[] number(long number) {
        return ByteBuffer.allocate(Long.BYTES).putLong(number).array();
    }
}
