package dev.coppice.archive.s3;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/** The check sum every S3 server knows, against errors on the way; what proves a frame is its SHA-256. */
final class Md5 {
    private Md5() {}

    static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("MD5");
        } catch (NoSuchAlgorithmException impossible) {
            throw new AssertionError("every Java has MD5", impossible);
        }
    }

    static String text(MessageDigest digest) {
        return Base64.getEncoder().encodeToString(digest.digest());
    }

    static String of(byte[] content) {
        var digest = digest();
        digest.update(content);
        return text(digest);
    }
}
