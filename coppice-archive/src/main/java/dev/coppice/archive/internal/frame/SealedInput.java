package dev.coppice.archive.internal.frame;

import java.io.IOException;
import java.io.InputStream;
import java.security.GeneralSecurityException;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;

/** Decrypts what is read, and gives out no byte of a block that is not authentic. */
final class SealedInput extends InputStream {
    private final InputStream in;
    private final FrameSeal seal;
    private final SecretKey frameKey;
    private byte[] sealed;
    private byte[] ahead;
    private byte[] block = {};
    private int position;
    private long number;
    private boolean ended;

    SealedInput(InputStream in, FrameSeal seal) throws IOException {
        var salt = in.readNBytes(FrameSeal.SALT);
        if (salt.length < FrameSeal.SALT) {
            throw new DamageException("it ends before its first block");
        }
        this.in = in;
        this.seal = seal;
        this.frameKey = seal.frameKey(salt);
        this.sealed = new byte[0];
        this.ahead = nextSealed();
    }

    @Override
    public int read() throws IOException {
        var one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int count) throws IOException {
        while (position == block.length) {
            if (ended) {
                return -1;
            }
            open();
        }
        var piece = Math.min(count, block.length - position);
        System.arraycopy(block, position, bytes, offset, piece);
        position += piece;
        return piece;
    }

    private void open() throws IOException {
        sealed = ahead;
        ahead = nextSealed();
        ended = ahead.length == 0;
        try {
            block = seal.cipher(Cipher.DECRYPT_MODE, frameKey, number++, ended).doFinal(sealed);
        } catch (GeneralSecurityException failure) {
            throw new DamageException("block " + number + " is not what was encrypted for this frame", failure);
        }
        position = 0;
    }

    private byte[] nextSealed() throws IOException {
        return in.readNBytes(FrameSeal.BLOCK + FrameSeal.TAG);
    }
}
