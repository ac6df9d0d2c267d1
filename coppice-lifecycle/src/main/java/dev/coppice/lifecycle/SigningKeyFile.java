package dev.coppice.lifecycle;

import dev.coppice.lifecycle.internal.certificate.PemKeys;
import dev.coppice.lifecycle.spi.SigningKey;
import java.io.IOException;
import java.nio.file.Path;
import java.security.PublicKey;

/**
 * An Ed25519 key in a file that only its owner may read: a private and a public key in PEM form. The file is read once. Safe
 * for any thread.
 */
public final class SigningKeyFile implements SigningKey {
    private final PemKeys.Pair pair;

    private SigningKeyFile(PemKeys.Pair pair) {
        this.pair = pair;
    }

    /**
     * The key in a file.
     *
     * @throws dev.coppice.ops.CoppiceException {@code certificate.key-unusable} when it is not there, others may read it, or it
     *     holds no such pair
     */
    public static SigningKeyFile at(Path file) {
        return new SigningKeyFile(PemKeys.pair(file));
    }

    /**
     * Makes a new key in a new file of mode 600.
     *
     * @throws java.nio.file.FileAlreadyExistsException when the file is there
     */
    public static SigningKeyFile create(Path file) throws IOException {
        PemKeys.create(file);
        return at(file);
    }

    /**
     * The public key in a file, which may hold nothing else or a private one too.
     *
     * @throws dev.coppice.ops.CoppiceException {@code certificate.key-unusable}
     */
    public static PublicKey publicKey(Path file) {
        return PemKeys.publicKey(file);
    }

    /** The public half in PEM form, to be given to those who check certificates. */
    public String publicPem() {
        return PemKeys.pem(pair.publicKey());
    }

    @Override
    public PublicKey publicKey() {
        return pair.publicKey();
    }

    @Override
    public byte[] sign(byte[] message) {
        return pair.sign(message);
    }

    @Override
    public String toString() {
        return "SigningKeyFile[" + pair.id() + "]";
    }
}
