package dev.coppice.archive.internal.frame;

import com.github.luben.zstd.ZstdIOException;
import com.github.luben.zstd.ZstdInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.Optional;

/**
 * The CSV of a frame, read from its stored bytes. It reaches its end only when length and digest of the CSV and of the
 * stored bytes are those of the frame; otherwise a read throws. For one thread; closing it closes the source.
 */
public final class FrameDecoder extends InputStream {
    private final StoredInput stored;
    private final InputStream csv;
    private final Expected expected;
    private final MessageDigest digest = Sha256.digest();
    private long length;
    private boolean ended;

    /**
     * What the frame must come to.
     *
     * @param csvLength bytes of CSV
     * @param csvSha256 their digest, if it is known
     * @param storedLength bytes stored
     * @param sha256 their digest
     */
    public record Expected(long csvLength, Optional<String> csvSha256, long storedLength, String sha256) {}

    /** Reads {@code source}, of which only the frame's own bytes are taken. */
    public FrameDecoder(InputStream source, Expected expected, Optional<FrameSeal> seal) throws IOException {
        this.expected = expected;
        this.stored = new StoredInput(source, expected.storedLength());
        this.csv = new ZstdInputStream(seal.isPresent() ? new SealedInput(stored, seal.get()) : stored);
    }

    @Override
    public int read() throws IOException {
        var one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int count) throws IOException {
        if (ended) {
            return -1;
        }
        var read = decompress(bytes, offset, count);
        if (read < 0) {
            check();
            ended = true;
            return -1;
        }
        length += read;
        if (length > expected.csvLength()) {
            throw new DamageException("its CSV is longer than the " + expected.csvLength() + " bytes it had");
        }
        digest.update(bytes, offset, read);
        return read;
    }

    @Override
    public void close() throws IOException {
        csv.close();
    }

    private int decompress(byte[] bytes, int offset, int count) throws IOException {
        try {
            return csv.read(bytes, offset, count);
        } catch (ZstdIOException failure) {
            throw new DamageException("it cannot be decompressed", failure);
        }
    }

    private void check() throws IOException {
        stored.finish(expected.sha256());
        if (length != expected.csvLength()) {
            throw new DamageException(
                    "its CSV has " + length + " bytes instead of the " + expected.csvLength() + " it had");
        }
        var found = Sha256.text(digest);
        if (expected.csvSha256().isPresent() && !expected.csvSha256().get().equals(found)) {
            throw new DamageException("the digest of its CSV differs");
        }
    }

    /** The stored bytes of one frame and no more. */
    private static final class StoredInput extends FilterInputStream {
        private final MessageDigest digest = Sha256.digest();
        private long left;

        StoredInput(InputStream in, long length) {
            super(in);
            left = length;
        }

        @Override
        public int read() throws IOException {
            var one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int offset, int count) throws IOException {
            if (left == 0) {
                return -1;
            }
            var read = in.read(bytes, offset, (int) Math.min(count, left));
            if (read < 0) {
                throw new DamageException("it is cut off: " + left + " bytes are missing");
            }
            left -= read;
            digest.update(bytes, offset, read);
            return read;
        }

        void finish(String sha256) throws IOException {
            transferTo(nullOutputStream());
            if (!Sha256.text(digest).equals(sha256)) {
                throw new DamageException("the digest of its stored bytes differs");
            }
        }

        private static java.io.OutputStream nullOutputStream() {
            return java.io.OutputStream.nullOutputStream();
        }
    }
}
