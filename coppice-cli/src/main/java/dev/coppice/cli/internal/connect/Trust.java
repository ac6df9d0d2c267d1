package dev.coppice.cli.internal.connect;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.Collection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Whom a command believes that a server is the one it names. */
final class Trust {
    private Trust() {}

    /** Trust in the certificates of a file, and in no others. */
    static SSLContext of(Path file) {
        try {
            var trusted = KeyStore.getInstance(KeyStore.getDefaultType());
            trusted.load(null, null);
            for (var certificate : certificates(file)) {
                trusted.setCertificateEntry("ca-" + trusted.size(), certificate);
            }
            var managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            managers.init(trusted);
            var context = SSLContext.getInstance("TLS");
            context.init(null, managers.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException | IOException impossible) {
            throw new IllegalStateException("every Java platform has TLS and a key store", impossible);
        }
    }

    private static Collection<? extends Certificate> certificates(Path file) {
        try (var bytes = Files.newInputStream(file)) {
            var found = CertificateFactory.getInstance("X.509").generateCertificates(bytes);
            if (!found.isEmpty()) {
                return found;
            }
        } catch (CertificateException malformed) {
            // Said below, as of a file without any.
        } catch (IOException broken) {
            throw new UncheckedIOException("cannot read " + file, broken);
        }
        throw ServerAccess.refusal("server.bad-ca-file")
                .found("There is no certificate in PEM form in " + file + ".")
                .next("Name a file with the certificate of whoever signed the server's.")
                .exception();
    }
}
