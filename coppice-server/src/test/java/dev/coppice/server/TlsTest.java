package dev.coppice.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.coppice.control.CoppiceSchema;
import dev.coppice.ops.CoppiceException;
import dev.coppice.server.ServerConfig.Exposure;
import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.PostgresTest.Isolation;
import dev.coppice.testkit.TestDatabase;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A server that others can reach. Certificates are made by the JDK's own keytool. */
@PostgresTest(Isolation.DATABASE)
class TlsTest {
    private static final char[] PASSWORD = "changeit".toCharArray();

    private final TestDatabase database;

    @TempDir
    Path folder;

    TlsTest(TestDatabase database) {
        this.database = database;
    }

    @BeforeEach
    void migrate() {
        new CoppiceSchema(database.dataSource()).migrate();
    }

    @ParameterizedTest
    @ValueSource(strings = {"RSA", "EC", "Ed25519"})
    void it_speaks_tls_and_tells_browsers_to_stay_with_it(String algorithm) throws Exception {
        var made = identity(algorithm, "a");
        try (var server = CoppiceServer.of(config().exposed(made.files())).start();
                var client = client(made.trusted())) {
            var secret = DSL.using(database.dataSource(), SQLDialect.POSTGRES)
                    .transactionResult(scope -> LoginLinks.in(scope.dsl()).create("ana", Role.VIEWER));

            var health = client.send(get(server.url() + "/health/live"), BodyHandlers.ofString());
            var entered = client.send(
                    HttpRequest.newBuilder(URI.create(server.url() + secret))
                            .POST(BodyPublishers.noBody())
                            .build(),
                    BodyHandlers.ofString());

            assertThat(server.url()).startsWith("https://127.0.0.1:");
            assertThat(health.statusCode()).isEqualTo(200);
            assertThat(health.headers().firstValue("Strict-Transport-Security")).contains("max-age=31536000");
            assertThat(entered.headers().firstValue("Set-Cookie").orElseThrow()).endsWith("; Secure");
        }
    }

    @Test
    void it_does_not_speak_in_the_clear_where_it_has_a_certificate() throws Exception {
        try (var server = CoppiceServer.of(config().exposed(identity("EC", "a").files()))
                        .start();
                var client = HttpClient.newHttpClient()) {
            var plain = server.url().replace("https", "http");

            assertThat(answered(client, plain + "/health/live")).isFalse();
        }
    }

    @Test
    void an_address_others_can_reach_needs_tls_or_the_word() throws Exception {
        var open = config().listening("0.0.0.0", 0);

        assertThatExceptionOfType(CoppiceException.class)
                .isThrownBy(() -> CoppiceServer.of(open).start())
                .withMessage(
                        "The server was not started. It was to listen on 0.0.0.0, which other machines can reach, and"
                                + " it speaks no TLS: tokens would travel in the clear. Nothing was started. Give it a certificate"
                                + " with --tls-cert and --tls-key, or listen on 127.0.0.1 behind a proxy that speaks TLS. In a"
                                + " network where nobody listens, --insecure-bind does without.")
                .returns("server.unsafe-bind", CoppiceException::code);
        var safe = open.exposed(identity("EC", "a").files());
        for (var config : List.of(open.exposed(new Exposure.InTheClear()), safe)) {
            try (var server = CoppiceServer.of(config).start()) {
                assertThat(server.port()).isPositive();
            }
        }
    }

    @Test
    void files_that_cannot_be_used_are_told_and_nothing_is_started() throws Exception {
        var good = identity("EC", "a").files();
        var other = identity("EC", "b").files();
        var open = Files.copy(good.key(), folder.resolve("open.key"));
        Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rw-r--r--"));

        refused(new Exposure.Tls(folder.resolve("absent"), good.key()), "cannot be read");
        refused(new Exposure.Tls(good.key(), good.key()), "holds no certificate");
        refused(new Exposure.Tls(good.certificate(), good.certificate()), "can be read by everybody");
        refused(new Exposure.Tls(good.certificate(), other.key()), "does not belong to the certificate");
        refused(new Exposure.Tls(good.certificate(), open), "can be read by everybody");
    }

    private void refused(Exposure.Tls files, String why) {
        assertThatExceptionOfType(CoppiceException.class)
                .isThrownBy(() -> CoppiceServer.of(config().exposed(files)).start())
                .withMessageContaining(why)
                .returns("server.tls-unusable", CoppiceException::code);
    }

    private static boolean answered(HttpClient client, String url) throws InterruptedException {
        try {
            client.send(get(url), BodyHandlers.ofString());
            return true;
        } catch (IOException refused) {
            return false;
        }
    }

    private ServerConfig config() {
        return ServerConfig.pooled(database.url(), database.user(), database.password());
    }

    private static HttpRequest get(String url) {
        return HttpRequest.newBuilder(URI.create(url)).build();
    }

    private static HttpClient client(KeyStore trusted) throws Exception {
        var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        var context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return HttpClient.newBuilder().sslContext(context).build();
    }

    /**
     * A certificate for this machine.
     *
     * @param files what the server is given
     * @param trusted what its callers trust
     */
    private record Identity(Exposure.Tls files, KeyStore trusted) {}

    private Identity identity(String algorithm, String name) throws Exception {
        var store = folder.resolve(name + ".p12");
        var keytool = Path.of(System.getProperty("java.home"), "bin", "keytool");
        var made = new ProcessBuilder(
                        keytool.toString(),
                        "-genkeypair",
                        "-alias",
                        "server",
                        "-keyalg",
                        algorithm,
                        "-dname",
                        "CN=localhost",
                        "-ext",
                        "san=ip:127.0.0.1,dns:localhost",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        store.toString(),
                        "-storepass",
                        "changeit")
                .redirectErrorStream(true)
                .start();
        assertThat(made.waitFor())
                .as(new String(made.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8))
                .isZero();
        var keys = KeyStore.getInstance(store.toFile(), PASSWORD);
        var certificate =
                pem(name + ".pem", "CERTIFICATE", keys.getCertificate("server").getEncoded());
        var key = pem(
                name + ".key", "PRIVATE KEY", keys.getKey("server", PASSWORD).getEncoded());
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
        var trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("server", keys.getCertificate("server"));
        return new Identity(new Exposure.Tls(certificate, key), trusted);
    }

    private Path pem(String file, String what, byte[] encoded) throws IOException {
        var text = "-----BEGIN " + what + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(encoded) + "\n-----END " + what
                + "-----\n";
        return Files.writeString(folder.resolve(file), text);
    }
}
