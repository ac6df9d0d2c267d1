package dev.coppice.archive.internal.frame;

import com.github.luben.zstd.ZstdOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.security.MessageDigest;
import java.util.Optional;

/** Turns CSV into the stored bytes of a frame: digested, compressed, encrypted if there is a key. For one thread. */
public final class FrameEncoder implements AutoCloseable {
    /** See the decision on the archive's format for the figures. */
    static final int LEVEL = 1;

    private static final int PIECE = 64 * 1024;

    private final MessageDigest csvDigest = Sha256.digest();
    private final StoredOutput stored;
    private final OutputStream out;
    private final byte[] piece = new byte[PIECE];
    private int filled;
    private long csvLength;

    /** Writes to {@code target}, which stays the caller's to close. */
    public FrameEncoder(OutputStream target, Optional<FrameSeal> seal) throws IOException {
        stored = new StoredOutput(target);
        out = new ZstdOutputStream(seal.isPresent() ? new SealedOutput(stored, seal.get()) : stored, LEVEL);
    }

    /** Adds bytes of CSV. */
    public void write(byte[] csv, int offset, int count) throws IOException {
        csvLength += count;
        if (filled + count > piece.length) {
            flush();
        }
        if (count > piece.length) {
            pass(csv, offset, count);
        } else {
            System.arraycopy(csv, offset, piece, filled, count);
            filled += count;
        }
    }

    /** Writes what is left and says what it all came to. */
    public Encoded finish() throws IOException {
        flush();
        out.close();
        return new Encoded(csvLength, Sha256.text(csvDigest), stored.length(), stored.sha256());
    }

    /** Frees what the compressor holds; a frame not finished is left without its end. */
    @Override
    public void close() throws IOException {
        out.close();
    }

    private void flush() throws IOException {
        pass(piece, 0, filled);
        filled = 0;
    }

    private void pass(byte[] csv, int offset, int count) throws IOException {
        csvDigest.update(csv, offset, count);
        out.write(csv, offset, count);
    }

    /**
     * What a frame came to.
     *
     * @param csvLength bytes of CSV
     * @param csvSha256 their digest
     * @param storedLength bytes stored
     * @param sha256 their digest
     */
    public record Encoded(long csvLength, String csvSha256, long storedLength, String sha256) {}
}
