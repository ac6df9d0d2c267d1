package dev.coppice.server.internal.http;

import dev.coppice.server.ServerConfig.Exposure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.ServerSocketChannel;
import java.time.Duration;
import java.util.Optional;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.ssl.SslContextFactory;

/**
 * How connections come in: in the clear, or over TLS.
 *
 * @param tls the certificate; empty for none
 */
record Connections(Optional<SslContextFactory.Server> tls) {
    /** Room for a hundred names of settings in one address. */
    private static final int LARGEST_HEAD = 64 * 1024;

    private static final int MOST = 4_096;
    private static final Duration HTTPS_ONLY = Duration.ofDays(365);

    /**
     * Reads what TLS needs.
     *
     * @throws dev.coppice.ops.CoppiceException {@code server.tls-unusable}
     */
    static Connections of(Exposure exposure) {
        if (!(exposure instanceof Exposure.Tls files)) {
            return new Connections(Optional.empty());
        }
        var tls = new SslContextFactory.Server();
        tls.setKeyStore(PemIdentity.read(files));
        tls.setKeyStorePassword(new String(PemIdentity.PASSWORD));
        return new Connections(Optional.of(tls));
    }

    ServerConnector connector(Server server, HttpConfiguration http, ServerSocketChannel socket) {
        http.setSendServerVersion(false);
        http.setRequestHeaderSize(LARGEST_HEAD);
        http.setSendDateHeader(true);
        var connector = tls.map(factory -> overTls(server, http, factory))
                .orElseGet(() -> new ServerConnector(server, 1, 1, new HttpConnectionFactory(http)));
        server.addBean(new NetworkConnectionLimit(MOST, connector));
        try {
            connector.open(socket);
        } catch (IOException closed) {
            throw new UncheckedIOException("the bound socket was closed", closed);
        }
        return connector;
    }

    private static ServerConnector overTls(Server server, HttpConfiguration http, SslContextFactory.Server tls) {
        // Whether a name fits the certificate is the caller's to check; here it would refuse 127.0.0.1 and health
        // checks.
        http.addCustomizer(new SecureRequestCustomizer(false, false, HTTPS_ONLY.toSeconds(), false));
        return new ServerConnector(
                server, 1, 1, new SslConnectionFactory(tls, "http/1.1"), new HttpConnectionFactory(http));
    }
}
