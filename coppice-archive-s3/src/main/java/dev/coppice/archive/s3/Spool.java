package dev.coppice.archive.s3;

import dev.coppice.archive.spi.StoreException;
import dev.coppice.archive.spi.StoreException.Reason;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;

/** A file for the bytes of one object on their way; only its owner may read it, and closing removes it. */
final class Spool implements Closeable {
    private final Path file;
    private final OutputStream out;
    private final MessageDigest digest = Md5.digest();
    private long length;
    private String md5 = "";

    private Spool(Path file) throws IOException {
        this.file = file;
        this.out = Files.newOutputStream(file);
    }

    static Spool open() throws IOException {
        try {
            return new Spool(Files.createTempFile("coppice-frame-", ".part"));
        } catch (IOException failure) {
            throw told(failure);
        }
    }

    void write(byte[] bytes, int offset, int count) throws IOException {
        try {
            out.write(bytes, offset, count);
        } catch (IOException failure) {
            throw told(failure);
        }
        digest.update(bytes, offset, count);
        length += count;
    }

    void write(InputStream content) throws IOException {
        var piece = new byte[64 * 1024];
        for (var read = content.read(piece); read >= 0; read = content.read(piece)) {
            write(piece, 0, read);
        }
    }

    void end() throws IOException {
        out.close();
        md5 = Md5.text(digest);
    }

    Path file() {
        return file;
    }

    long length() {
        return length;
    }

    /** Its check sum, once it has ended. */
    String md5() {
        return md5;
    }

    @Override
    public void close() throws IOException {
        try (out) {
            Files.deleteIfExists(file);
        }
    }

    private static StoreException told(IOException failure) {
        return new StoreException(
                Reason.FAILED, "a frame cannot be kept in this machine's folder for temporary files", failure);
    }
}
