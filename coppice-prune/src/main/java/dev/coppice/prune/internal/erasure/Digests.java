package dev.coppice.prune.internal.erasure;

import dev.coppice.control.TableName;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** What of a subject is kept: who knows its key can find it again, and nobody who has not the salt can try keys. */
final class Digests {
    private static final String ALGORITHM = "HmacSHA256";

    private Digests() {}

    /** The digest of a row. The length of each part goes in, so that two keys never make the same text. */
    static String of(String salt, TableName table, List<String> key) {
        var text = new StringBuilder(table.spelled());
        key.forEach(part -> text.append('\n').append(part.length()).append(':').append(part));
        try {
            var mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(salt.getBytes(StandardCharsets.UTF_8), ALGORITHM));
            return HexFormat.of().formatHex(mac.doFinal(text.toString().getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every JDK has " + ALGORITHM, impossible);
        }
    }
}
