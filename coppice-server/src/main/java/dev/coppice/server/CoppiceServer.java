package dev.coppice.server;

import dev.coppice.server.ServerConfig.Exposure;
import dev.coppice.server.internal.RunningServer;
import dev.coppice.server.internal.http.BoundSocket;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.ServerSocketChannel;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The server: REST, console, health and metrics on one port. Started once and closed once; safe for any thread.
 *
 * <p>It migrates nothing and needs no database to start: until one is reachable, {@code /health/ready} says so.
 */
public final class CoppiceServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(CoppiceServer.class);

    private final ServerConfig config;
    private @Nullable RunningServer running;
    private boolean used;

    private CoppiceServer(ServerConfig config) {
        this.config = config;
    }

    /** The version of this program; "development" when run from classes without a jar. */
    public static String version() {
        return Optional.ofNullable(CoppiceServer.class.getPackage().getImplementationVersion())
                .orElse("development");
    }

    /** A server that is not started yet. */
    public static CoppiceServer of(ServerConfig config) {
        return new CoppiceServer(config);
    }

    /**
     * Starts it. When that fails, nothing is left behind: no socket, no thread, no pool.
     *
     * @throws dev.coppice.ops.CoppiceException {@code server.unsafe-bind} for an address other machines can reach, where nothing
     *     was said of that; {@code server.unknown-host}, {@code server.port-taken}, {@code server.tls-unusable}
     * @throws IllegalStateException when it was started before
     */
    public synchronized CoppiceServer start() {
        if (used) {
            throw new IllegalStateException("start must be called once");
        }
        used = true;
        long begun = System.nanoTime();
        var socket = BoundSocket.open(config.address());
        try {
            running = RunningServer.start(config, socket);
        } catch (RuntimeException failure) {
            close(socket);
            throw failure;
        }
        LOG.info(
                "server started url={} elapsed={}",
                url(),
                Duration.ofNanos(System.nanoTime() - begun).truncatedTo(java.time.temporal.ChronoUnit.MILLIS));
        return this;
    }

    /**
     * Begins what it does by itself: the sensors of its lifecycle, the teardowns under way, the delivery of notifications. Any
     * number of servers on one database share it. Needs the current schema; does nothing where there is nothing to do.
     *
     * @throws dev.coppice.ops.CoppiceException {@code kind.invalid} with every problem of the declared kinds
     * @throws IllegalStateException when it is not running, or works already
     */
    public synchronized CoppiceServer work() {
        running().work();
        return this;
    }

    /**
     * The port it listens on.
     *
     * @throws IllegalStateException when it is not running
     */
    public synchronized int port() {
        return running().port();
    }

    /**
     * The address of its first page, without a slash at the end.
     *
     * @throws IllegalStateException when it is not running
     */
    public String url() {
        var host = config.address().host();
        var scheme = config.address().exposure() instanceof Exposure.Tls ? "https" : "http";
        return scheme + "://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + port();
    }

    /**
     * Stops accepting, lets running requests end within ten seconds, and closes what the server opened. Does nothing when it
     * is not running.
     */
    @Override
    public synchronized void close() {
        var server = running;
        if (server != null) {
            running = null;
            server.close();
            LOG.info("server stopped");
        }
    }

    private RunningServer running() {
        var server = running;
        if (server == null) {
            throw new IllegalStateException("the server is not running");
        }
        return server;
    }

    private static void close(ServerSocketChannel socket) {
        try {
            socket.close();
        } catch (IOException broken) {
            throw new UncheckedIOException("the socket could not be closed", broken);
        }
    }
}
