package dev.coppice.archive;

import dev.coppice.archive.spi.KeySource;
import dev.coppice.ops.Fault;
import dev.coppice.ops.Fault.Kind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/**
 * A key in a file that only its owner may read: 64 hexadecimal digits, and nothing else but a newline. The file is read each
 * time the key is asked for, so deleting it takes effect at once.
 */
public final class KeyFile implements KeySource {
    private static final int BYTES = 32;
    private static final Set<PosixFilePermission> OWNERS =
            EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);

    private final Path file;

    private KeyFile(Path file) {
        this.file = file;
    }

    /** The key in {@code file}, which need not be there yet. */
    public static KeyFile at(Path file) {
        return new KeyFile(file.toAbsolutePath());
    }

    /**
     * Makes a new random key in a new file of mode 600.
     *
     * @throws java.nio.file.FileAlreadyExistsException when the file is there
     */
    public static KeyFile create(Path file) throws IOException {
        var key = new byte[BYTES];
        new SecureRandom().nextBytes(key);
        var options = EnumSet.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, StandardOpenOption.SYNC);
        try (var channel = Files.newByteChannel(file, options, PosixFilePermissions.asFileAttribute(OWNERS))) {
            var text = HexFormat.of().formatHex(key) + "\n";
            channel.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)));
        }
        return at(file);
    }

    /**
     * Reads the key.
     *
     * @throws dev.coppice.ops.CoppiceException {@code archive.key-unsafe} when others may read the file, {@code
     *     archive.key-invalid} when it holds no key
     */
    @Override
    public Optional<SecretKey> find(String archive) throws IOException {
        try {
            if (!OWNERS.containsAll(Files.getPosixFilePermissions(file))) {
                throw unsafe().exception();
            }
            return Optional.of(new SecretKeySpec(parse(Files.readString(file, StandardCharsets.ISO_8859_1)), "AES"));
        } catch (NoSuchFileException gone) {
            return Optional.empty();
        }
    }

    /**
     * Destroys the key: the file is overwritten with random bytes, made durable, and deleted. What was encrypted with it can
     * never be read again, as far as there is no copy of the key. An overwritten block may live on in a snapshot, a backup, a
     * journal, or in the spare blocks of a solid-state disk: keys that must be destroyed for certain belong in a store made
     * for them, behind a {@link KeySource}.
     *
     * @return whether there was a file; false when it had been destroyed before
     * @throws dev.coppice.ops.CoppiceException {@code archive.key-invalid} when the file holds no key, and is none of ours to
     *     destroy
     */
    public boolean destroy() throws IOException {
        if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            return false;
        }
        parse(Files.readString(file, StandardCharsets.ISO_8859_1));
        overwrite();
        Files.delete(file);
        if (file.getParent() != null) {
            try (var folder = FileChannel.open(file.getParent(), StandardOpenOption.READ)) {
                folder.force(true);
            }
        }
        return true;
    }

    private void overwrite() throws IOException {
        try (var channel = FileChannel.open(file, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS)) {
            var noise = new byte[Math.toIntExact(channel.size())];
            new SecureRandom().nextBytes(noise);
            var left = ByteBuffer.wrap(noise);
            while (left.hasRemaining()) {
                channel.write(left);
            }
            channel.force(true);
        }
    }

    private byte[] parse(String text) {
        var digits = text.strip();
        if (!digits.matches("[0-9a-fA-F]{64}")) {
            throw invalid().exception();
        }
        return HexFormat.of().parseHex(digits);
    }

    private Fault unsafe() {
        return Fault.of("archive.key-unsafe", Kind.REFUSED)
                .refused("The key in " + file + " was not used.")
                .found("Others than its owner may read or write that file.")
                .changed("Nothing was changed.")
                .next("Set its mode to 600; if others have read it, write archives with another key from now on.");
    }

    private Fault invalid() {
        return Fault.of("archive.key-invalid", Kind.USAGE)
                .refused("The key in " + file + " was not used.")
                .found("The file does not hold 64 hexadecimal digits.")
                .changed("Nothing was changed.")
                .next("Put a key there, such as \"openssl rand -hex 32\" prints.");
    }

    @Override
    public String toString() {
        return "KeyFile[" + file + "]";
    }
}
