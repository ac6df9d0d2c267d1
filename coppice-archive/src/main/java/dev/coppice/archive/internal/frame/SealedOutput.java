package dev.coppice.archive.internal.frame;

import java.io.IOException;
import java.io.OutputStream;
import java.security.GeneralSecurityException;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;

/** Encrypts what is written; closing it writes the last block and closes what lies behind. */
final class SealedOutput extends OutputStream {
    private final OutputStream out;
    private final FrameSeal seal;
    private final SecretKey frameKey;
    private final byte[] block = new byte[FrameSeal.BLOCK];
    private int filled;
    private long number;

    SealedOutput(OutputStream out, FrameSeal seal) throws IOException {
        var salt = FrameSeal.freshSalt();
        this.out = out;
        this.seal = seal;
        this.frameKey = seal.frameKey(salt);
        out.write(salt);
    }

    @Override
    public void write(int value) throws IOException {
        write(new byte[] {(byte) value});
    }

    @Override
    public void write(byte[] bytes, int offset, int count) throws IOException {
        var from = offset;
        while (from < offset + count) {
            if (filled == block.length) {
                seal(false);
            }
            var piece = Math.min(block.length - filled, offset + count - from);
            System.arraycopy(bytes, from, block, filled, piece);
            filled += piece;
            from += piece;
        }
    }

    @Override
    public void close() throws IOException {
        seal(true);
        out.close();
    }

    private void seal(boolean last) throws IOException {
        try {
            out.write(seal.cipher(Cipher.ENCRYPT_MODE, frameKey, number++, last).doFinal(block, 0, filled));
        } catch (GeneralSecurityException failure) {
            throw new IOException("a block cannot be encrypted", failure);
        }
        filled = 0;
    }
}
