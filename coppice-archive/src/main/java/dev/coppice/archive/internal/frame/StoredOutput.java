package dev.coppice.archive.internal.frame;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.security.MessageDigest;

/** Hands stored bytes on in large pieces, and digests and counts them. Closing it hands on the rest and closes nothing. */
final class StoredOutput extends OutputStream {
    private static final int PIECE = 256 * 1024;

    private final BufferedOutputStream out;
    private final MessageDigest digest = Sha256.digest();
    private long length;

    StoredOutput(OutputStream out) {
        this.out = new BufferedOutputStream(out, PIECE);
    }

    @Override
    public void write(int value) throws IOException {
        write(new byte[] {(byte) value});
    }

    @Override
    public void write(byte[] bytes, int offset, int count) throws IOException {
        out.write(bytes, offset, count);
        digest.update(bytes, offset, count);
        length += count;
    }

    @Override
    public void close() throws IOException {
        out.flush();
    }

    long length() {
        return length;
    }

    String sha256() {
        return Sha256.text(digest);
    }
}
