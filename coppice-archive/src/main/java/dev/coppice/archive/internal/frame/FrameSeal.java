package dev.coppice.archive.internal.frame;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.HexFormat;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * How a frame is encrypted: AES-256-GCM in blocks of 64 KiB, since the JDK gives out nothing of a GCM message before its
 * end. The blocks' key is made from the archive's key and 32 random bytes that begin the frame, so a frame written again
 * after a crash shares neither key nor nonce with the first attempt; the nonce is the block's number and whether it is the
 * last. Archive, segment and frame number are authenticated with each block.
 *
 * @param key the archive's key
 * @param archive the archive's id
 * @param segment the segment's name
 * @param frame the frame's number
 */
public record FrameSeal(SecretKey key, String archive, String segment, int frame) {
    /** What this is called in the manifest. */
    public static final String SCHEME = "AES-256-GCM, blocks of 65536 bytes";

    static final int BLOCK = 64 * 1024;
    static final int TAG = 16;
    static final int SALT = 32;

    private static final int TAG_BITS = TAG * 8;
    private static final int NONCE = 12;
    private static final int ID_LENGTH = 16;
    private static final SecureRandom RANDOM = new SecureRandom();

    /** What tells one key from another and nothing else about it. */
    public static String idOf(SecretKey key) {
        return HexFormat.of()
                .formatHex(hmac(key, "coppice key id v1", new byte[0]))
                .substring(0, ID_LENGTH);
    }

    static byte[] freshSalt() {
        var salt = new byte[SALT];
        RANDOM.nextBytes(salt);
        return salt;
    }

    /** The key of one attempt at one frame. */
    SecretKey frameKey(byte[] salt) {
        return new SecretKeySpec(hmac(key, "coppice frame key v1", salt), "AES");
    }

    /** A cipher for one block. */
    Cipher cipher(int mode, SecretKey frameKey, long block, boolean last) throws GeneralSecurityException {
        var nonce =
                ByteBuffer.allocate(NONCE).putInt(last ? 1 : 0).putLong(block).array();
        var cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, frameKey, new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD((archive + "\n" + segment + "\n" + frame).getBytes(StandardCharsets.UTF_8));
        return cipher;
    }

    private static byte[] hmac(SecretKey key, String purpose, byte[] salt) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key.getEncoded(), "HmacSHA256"));
            mac.update(purpose.getBytes(StandardCharsets.UTF_8));
            return mac.doFinal(salt);
        } catch (GeneralSecurityException impossible) {
            throw new AssertionError("every Java has HMAC-SHA-256", impossible);
        }
    }

    /** Without the key. */
    @Override
    public String toString() {
        return "FrameSeal[" + archive + "/" + segment + " frame " + frame + "]";
    }
}
