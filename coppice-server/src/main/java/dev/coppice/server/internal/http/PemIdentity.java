package dev.coppice.server.internal.http;

import dev.coppice.ops.CoppiceException;
import dev.coppice.ops.Fault;
import dev.coppice.ops.Fault.Kind;
import dev.coppice.server.ServerConfig.Exposure;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.regex.Pattern;

/** A certificate and its key, read from files in PEM form once, as the server starts. */
final class PemIdentity {
    static final char[] PASSWORD = new char[0];

    private static final Pattern PKCS8 =
            Pattern.compile("-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----");

    private PemIdentity() {}

    /**
     * A key store in memory with the two.
     *
     * @throws CoppiceException {@code server.tls-unusable}
     */
    static KeyStore read(Exposure.Tls files) {
        var chain = chain(files.certificate());
        var key = key(files.key(), chain[0]);
        try {
            var store = KeyStore.getInstance("PKCS12");
            store.load(null, PASSWORD);
            store.setKeyEntry("server", key, PASSWORD, chain);
            return store;
        } catch (IOException | GeneralSecurityException broken) {
            throw unusable(files.certificate(), "could not be put together with its key", broken);
        }
    }

    private static X509Certificate[] chain(Path file) {
        try (var stream = Files.newInputStream(file)) {
            var chain = CertificateFactory.getInstance("X.509").generateCertificates(stream).stream()
                    .map(X509Certificate.class::cast)
                    .toArray(X509Certificate[]::new);
            if (chain.length == 0) {
                throw unusable(file, "holds no certificate", null);
            }
            chain[0].checkValidity();
            return chain;
        } catch (IOException absent) {
            throw unusable(file, "cannot be read", absent);
        } catch (GeneralSecurityException broken) {
            throw unusable(file, "holds no certificate in PEM form that is good today", broken);
        }
    }

    private static PrivateKey key(Path file, X509Certificate certificate) {
        try {
            if (Files.getPosixFilePermissions(file).contains(PosixFilePermission.OTHERS_READ)) {
                throw unusable(file, "can be read by everybody on this machine", null);
            }
            var pem = PKCS8.matcher(Files.readString(file, StandardCharsets.US_ASCII));
            if (!pem.find()) {
                throw unusable(file, "holds no PKCS #8 key in PEM form without a password", null);
            }
            var encoded = new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(pem.group(1)));
            var key = KeyFactory.getInstance(certificate.getPublicKey().getAlgorithm())
                    .generatePrivate(encoded);
            requirePair(key, certificate, file);
            return key;
        } catch (IOException | UnsupportedOperationException absent) {
            throw unusable(file, "cannot be read", absent);
        } catch (GeneralSecurityException | IllegalArgumentException broken) {
            throw unusable(file, "does not belong to the certificate", broken);
        }
    }

    private static void requirePair(PrivateKey key, X509Certificate certificate, Path file)
            throws GeneralSecurityException {
        var algorithm = switch (key.getAlgorithm()) {
            case "RSA" -> "SHA256withRSA";
            case "EC" -> "SHA256withECDSA";
            default -> key.getAlgorithm();
        };
        var message = "pair".getBytes(StandardCharsets.US_ASCII);
        var signer = Signature.getInstance(algorithm);
        signer.initSign(key);
        signer.update(message);
        var verifier = Signature.getInstance(algorithm);
        verifier.initVerify(certificate.getPublicKey());
        verifier.update(message);
        if (!verifier.verify(signer.sign())) {
            throw unusable(file, "does not belong to the certificate", null);
        }
    }

    private static CoppiceException unusable(
            Path file, String what, @org.jspecify.annotations.Nullable Throwable cause) {
        var fault = Fault.of("server.tls-unusable", Kind.USAGE)
                .refused("The server was not started.")
                .found("The file " + file + " " + what + ".")
                .changed("Nothing was started.")
                .next("Give --tls-cert a certificate with its chain and --tls-key its key, as \"openssl pkcs8 -topk8"
                        + " -nodes\" writes it, in a file that only the server's user may read.");
        return cause == null ? fault.exception() : fault.exception(cause);
    }
}
