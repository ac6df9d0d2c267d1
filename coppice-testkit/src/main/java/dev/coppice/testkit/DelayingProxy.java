package dev.coppice.testkit;

import dev.coppice.testkit.internal.link.Link;
import dev.coppice.testkit.internal.link.Turns;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.LoggerFactory;

/**
 * A slow network in front of a PostgreSQL: every request reaches the server later by a fixed delay, so each round trip
 * takes that much longer, while data sent without waiting for an answer is shifted and not slowed. It listens on the
 * loopback interface, carries up to 100 connections, and can cut them.
 *
 * <p>A turn is what a client sends up to the first answer of the server. A statement of pgjdbc is one turn; opening a
 * connection takes some. Safe for any thread.
 */
public final class DelayingProxy implements AutoCloseable {
    private static final int MOST_CONNECTIONS = 100;
    private static final int CONNECT_MILLIS = 10_000;
    private static final int DEFAULT_PORT = 5432;
    private static final Pattern ONE_HOST = Pattern.compile(
            "jdbc:postgresql://(?<host>\\[[^\\]]+\\]|[^:/,?]+)(?::(?<port>\\d+))?(?<rest>[/?].*)?", Pattern.DOTALL);

    private final Matcher address;
    private final Duration delay;
    private final ServerSocket listener;
    private final Thread acceptor;
    private final Turns turns = new Turns();
    private final Set<Link> links = ConcurrentHashMap.newKeySet();

    private DelayingProxy(Matcher address, Duration delay, ServerSocket listener) {
        this.address = address;
        this.delay = delay;
        this.listener = listener;
        this.acceptor = new Thread(this::accept, "coppice-link-accept-" + listener.getLocalPort());
        acceptor.setDaemon(true);
    }

    /** A proxy that makes each round trip half a millisecond longer, as between two machines of one site. */
    public static DelayingProxy inFront(String jdbcUrl) {
        return inFront(jdbcUrl, Duration.ofNanos(500_000));
    }

    /**
     * A proxy in front of the server of a JDBC address.
     *
     * @throws IllegalArgumentException when the address does not name one host, or the delay is negative
     */
    public static DelayingProxy inFront(String jdbcUrl, Duration delay) {
        var address = ONE_HOST.matcher(jdbcUrl);
        if (!address.matches()) {
            throw new IllegalArgumentException(
                    "jdbcUrl must look like jdbc:postgresql://host:port/database, with one host, was: " + jdbcUrl);
        }
        if (delay.isNegative()) {
            throw new IllegalArgumentException("delay must not be negative, was: " + delay);
        }
        try {
            var listener = new ServerSocket(0, MOST_CONNECTIONS, InetAddress.getLoopbackAddress());
            var proxy = new DelayingProxy(address, delay, listener);
            proxy.acceptor.start();
            return proxy;
        } catch (IOException failure) {
            throw new UncheckedIOException("no port of the loopback interface could be had", failure);
        }
    }

    /** The same JDBC address through this proxy. */
    public String url() {
        var rest = address.group("rest");
        return "jdbc:postgresql://127.0.0.1:" + listener.getLocalPort() + (rest == null ? "/" : rest);
    }

    /** How much longer each round trip takes. */
    public Duration delay() {
        return delay;
    }

    /** How many turns were begun so far, over all connections. */
    public long turns() {
        return turns.begun();
    }

    /** Cuts every connection now; new ones can be made. */
    public void cut() {
        links.forEach(Link::cut);
    }

    /** Cuts the connection that begins the {@code number}-th turn from now; the server sees nothing of that turn. */
    public void cutBeforeRequest(int number) {
        turns.cutRequest(number);
    }

    /** Cuts the connection of the {@code number}-th turn from now when the server begins to answer; the client sees nothing. */
    public void cutBeforeReply(int number) {
        turns.cutReply(number);
    }

    /** Cuts every connection and stops listening. */
    @Override
    public void close() {
        try {
            listener.close();
            acceptor.join();
            cut();
            for (var link : links) {
                link.awaitEnd();
            }
        } catch (IOException failure) {
            throw new UncheckedIOException("the proxy could not stop listening", failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                carry(listener.accept());
            } catch (IOException ended) {
                // Closed, or a client that was gone before it was accepted: the loop's condition tells which.
                LoggerFactory.getLogger(DelayingProxy.class).debug("nothing was accepted", ended);
            }
        }
    }

    private void carry(Socket client) throws IOException {
        links.removeIf(Link::hasEnded); // not a moment earlier, or close() would not wait for its threads
        if (links.size() >= MOST_CONNECTIONS) {
            client.close();
            return;
        }
        var server = new Socket();
        try {
            server.connect(server(), CONNECT_MILLIS);
        } catch (IOException unreachable) {
            client.close(); // which is what a client sees of a server that is not there
            return;
        }
        var link = Link.between(client, server, delay, turns);
        links.add(link);
        link.start();
    }

    private InetSocketAddress server() {
        var port = address.group("port");
        return new InetSocketAddress(address.group("host"), port == null ? DEFAULT_PORT : Integer.parseInt(port));
    }
}
