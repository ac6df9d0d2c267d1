package dev.coppice.server.internal.http;

import dev.coppice.ops.CoppiceException;
import dev.coppice.ops.Fault;
import dev.coppice.ops.Fault.Kind;
import dev.coppice.server.ServerConfig;
import dev.coppice.server.ServerConfig.Exposure;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.channels.ServerSocketChannel;

/** Takes the port, before anything else is started. */
public final class BoundSocket {
    private static final String NOTHING_STARTED = "Nothing was started.";

    private BoundSocket() {}

    /**
     * Binds an address.
     *
     * @throws CoppiceException {@code server.unsafe-bind} for one that others can reach and shall not, {@code server.unknown-host}, {@code server.port-taken}
     */
    public static ServerSocketChannel open(ServerConfig.Address wanted) {
        var host = wanted.host();
        int port = wanted.port();
        var address = resolved(host);
        if (!address.isLoopbackAddress() && wanted.exposure() instanceof Exposure.Loopback) {
            throw unsafe(host);
        }
        try {
            return bound(new InetSocketAddress(address, port));
        } catch (BindException taken) {
            throw taken(host, port, taken);
        } catch (IOException broken) {
            throw new java.io.UncheckedIOException("no socket could be opened", broken);
        }
    }

    private static ServerSocketChannel bound(InetSocketAddress address) throws IOException {
        var channel = ServerSocketChannel.open();
        try {
            channel.bind(address);
            return channel;
        } catch (IOException failure) {
            channel.close();
            throw failure;
        }
    }

    private static InetAddress resolved(String host) {
        try {
            return InetAddress.getByName(host);
        } catch (UnknownHostException unknown) {
            throw Fault.of("server.unknown-host", Kind.USAGE)
                    .refused("The server was not started.")
                    .found("No address is known for the host " + host + ".")
                    .changed(NOTHING_STARTED)
                    .next("Give an address of this machine, as 127.0.0.1.")
                    .exception(unknown);
        }
    }

    private static CoppiceException unsafe(String host) {
        return Fault.of("server.unsafe-bind", Kind.REFUSED)
                .refused("The server was not started.")
                .found("It was to listen on " + host
                        + ", which other machines can reach, and it speaks no TLS: tokens would travel in the clear.")
                .changed(NOTHING_STARTED)
                .next("Give it a certificate with --tls-cert and --tls-key, or listen on 127.0.0.1 behind a proxy that"
                        + " speaks TLS. In a network where nobody listens, --insecure-bind does without.")
                .exception();
    }

    private static CoppiceException taken(String host, int port, Throwable cause) {
        return Fault.of("server.port-taken", Kind.UNAVAILABLE)
                .refused("The server was not started.")
                .found("Another program listens on " + host + ":" + port + ", or this user may not.")
                .changed(NOTHING_STARTED)
                .next("Stop it, or give another port; 0 takes any free one.")
                .exception(cause);
    }
}
