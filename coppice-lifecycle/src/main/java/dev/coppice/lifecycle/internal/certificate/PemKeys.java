package dev.coppice.lifecycle.internal.certificate;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.coppice.ops.Fault;
import dev.coppice.ops.Fault.Kind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.EnumSet;
import java.util.Set;
import java.util.regex.Pattern;

/** Keys in PEM form. Both halves lie in one file, since one cannot be told from the other with the JDK alone. */
public final class PemKeys {
    private static final Set<PosixFilePermission> OWNERS =
            EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
    private static final String PRIVATE = "PRIVATE KEY";
    private static final String PUBLIC = "PUBLIC KEY";

    private PemKeys() {}

    /** Both halves of a key in a file that only its owner may read. */
    public static Pair pair(Path file) {
        var text = read(file);
        try {
            if (!OWNERS.containsAll(Files.getPosixFilePermissions(file))) {
                throw unusable(file, "Others than its owner may read or write it; set its mode to 600.")
                        .exception();
            }
            var keys = KeyFactory.getInstance(Signatures.ALGORITHM);
            var pair = new Pair(
                    keys.generatePrivate(new PKCS8EncodedKeySpec(block(file, text, PRIVATE))),
                    keys.generatePublic(new X509EncodedKeySpec(block(file, text, PUBLIC))));
            requireMatching(file, pair);
            return pair;
        } catch (IOException | GeneralSecurityException failure) {
            throw unusable(file, "It does not hold a private and a public key for Ed25519.")
                    .exception(failure);
        }
    }

    /** The public key in a file. */
    public static PublicKey publicKey(Path file) {
        try {
            return KeyFactory.getInstance(Signatures.ALGORITHM)
                    .generatePublic(new X509EncodedKeySpec(block(file, read(file), PUBLIC)));
        } catch (GeneralSecurityException failure) {
            throw unusable(file, "It does not hold a public key for Ed25519.").exception(failure);
        }
    }

    /** Makes a new file with a new key. */
    public static void create(Path file) throws IOException {
        try {
            var made = KeyPairGenerator.getInstance(Signatures.ALGORITHM).generateKeyPair();
            var text = pem(PRIVATE, made.getPrivate().getEncoded()) + pem(made.getPublic());
            var options = EnumSet.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, StandardOpenOption.SYNC);
            try (var channel = Files.newByteChannel(file, options, PosixFilePermissions.asFileAttribute(OWNERS))) {
                channel.write(ByteBuffer.wrap(text.getBytes(US_ASCII)));
            }
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every JDK has Ed25519", impossible);
        }
    }

    /** A public key in PEM form. */
    public static String pem(PublicKey key) {
        return pem(PUBLIC, key.getEncoded());
    }

    private static String pem(String label, byte[] encoded) {
        return "-----BEGIN " + label + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(encoded) + "\n-----END " + label
                + "-----\n";
    }

    private static byte[] block(Path file, String text, String label) {
        var found = Pattern.compile("-----BEGIN " + label + "-----([A-Za-z0-9+/=\\s]+)-----END " + label + "-----")
                .matcher(text);
        if (!found.find()) {
            throw unusable(file, "There is no block \"" + label + "\" in it.").exception();
        }
        return Base64.getMimeDecoder().decode(found.group(1));
    }

    private static String read(Path file) {
        try {
            return Files.readString(file, US_ASCII);
        } catch (IOException failure) {
            throw unusable(file, "It cannot be read.").exception(failure);
        }
    }

    private static void requireMatching(Path file, Pair pair) {
        var message = "a pair".getBytes(US_ASCII);
        if (!Signatures.right(pair.publicKey(), message, pair.sign(message))) {
            throw unusable(file, "Its private and its public key are not of one pair.")
                    .exception();
        }
    }

    private static Fault unusable(Path file, String found) {
        return Fault.of("certificate.key-unusable", Kind.USAGE)
                .refused("The key in " + file + " was not used.")
                .found(found)
                .changed("Nothing was changed.")
                .next("Make a key with \"coppice certificate key --create FILE\", or give the right file.");
    }

    /**
     * Both halves of a key.
     *
     * @param privateKey the half that signs
     * @param publicKey the half that checks
     */
    public record Pair(PrivateKey privateKey, PublicKey publicKey) {
        /** What tells it from others. */
        public String id() {
            return Signatures.idOf(publicKey);
        }

        /** The signature of a message. */
        public byte[] sign(byte[] message) {
            return Signatures.sign(privateKey, message);
        }

        @Override
        public String toString() {
            return "Pair[" + id() + "]";
        }
    }
}
