package dev.coppice.settings.internal.read;

import dev.coppice.settings.Document;
import dev.coppice.settings.internal.json.Documents;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/** What tells one answer from another: the values in their order, and nothing else. */
final class Etag {
    private static final int BYTES = 18;

    private Etag() {}

    /** Equal for equal values. */
    static byte[] digest(Document value) {
        return sha256().digest(Documents.sorted(value));
    }

    static String of(List<MergedSetting> settings) {
        var sha256 = sha256();
        settings.forEach(setting -> sha256.update(setting.digest()));
        return '"' + Base64.getUrlEncoder().encodeToString(Arrays.copyOf(sha256.digest(), BYTES)) + '"';
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new AssertionError("every JVM has SHA-256", impossible);
        }
    }
}
