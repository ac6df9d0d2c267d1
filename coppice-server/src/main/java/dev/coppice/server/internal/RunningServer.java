package dev.coppice.server.internal;

import com.zaxxer.hikari.HikariDataSource;
import dev.coppice.lifecycle.Lifecycle;
import dev.coppice.server.ServerConfig;
import dev.coppice.server.internal.access.Gatekeeper;
import dev.coppice.server.internal.access.Throttle;
import dev.coppice.server.internal.console.Assets;
import dev.coppice.server.internal.console.ConsoleProblems;
import dev.coppice.server.internal.console.Frame;
import dev.coppice.server.internal.console.OverviewReader;
import dev.coppice.server.internal.health.Meters;
import dev.coppice.server.internal.health.Readiness;
import dev.coppice.server.internal.home.HomeDatabase;
import dev.coppice.server.internal.http.HttpEngine;
import dev.coppice.server.internal.lifecycle.LifecycleHost;
import dev.coppice.server.internal.lifecycle.LifecycleMeters;
import dev.coppice.server.internal.lifecycle.LifecycleRoutes;
import dev.coppice.settings.Settings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** The parts of a server that runs; closed in the reverse order of their making. */
public final class RunningServer implements AutoCloseable {
    private final Deque<AutoCloseable> parts = new ArrayDeque<>();
    private final int port;
    private @Nullable Work work;

    private RunningServer(int port) {
        this.port = port;
    }

    /** Makes and starts the parts. When one fails, those before it are closed; the socket remains the caller's. */
    public static RunningServer start(ServerConfig config, ServerSocketChannel socket) {
        var server = new RunningServer(port(socket));
        try {
            server.assemble(config, socket);
            return server;
        } catch (RuntimeException failure) {
            server.close();
            throw failure;
        }
    }

    /** The port it listens on. */
    public int port() {
        return port;
    }

    /** Begins what the server does by itself. */
    public void work() {
        Objects.requireNonNull(work, "assembled before").start().ifPresent(this::keep);
    }

    @Override
    public void close() {
        while (!parts.isEmpty()) {
            try {
                parts.pop().close();
            } catch (Exception broken) {
                throw new IllegalStateException("a part of the server could not be closed", broken);
            }
        }
    }

    private void assemble(ServerConfig config, ServerSocketChannel socket) {
        var meters = keep(new Meters(version()));
        var source = source(config.home(), meters);
        var home = new HomeDatabase(source);
        var lifecycle = new LifecycleHost(maker(config));
        meters.refreshedBy(new LifecycleMeters(meters.registry(), lifecycle, System::nanoTime));
        work = new Work(source, lifecycle, config.work().webhook());
        var readiness = keep(new Readiness(source));
        var overview = keep(new OverviewReader(source, config.kinds(), config.policies()));
        var gatekeeper = new Gatekeeper(home, new Throttle(System::nanoTime));
        var site = new Frame.Site(config.instance(), Assets.load());
        var settings = keep(Settings.on(source).start());
        var resources = new LifecycleRoutes(home, lifecycle, config.kinds());
        var table = new Routes(home, site, gatekeeper, settings, resources).table(readiness, meters, overview);
        var services = new HttpEngine.Services(gatekeeper, new ConsoleProblems(site), meters);
        keep(HttpEngine.start(table, services, socket));
    }

    private DataSource source(ServerConfig.Home home, Meters meters) {
        return switch (home) {
            case ServerConfig.Home.Given given -> given.source();
            case ServerConfig.Home.Pooled pooled -> {
                HikariDataSource pool = keep(HomePool.open(pooled));
                pool.setMetricRegistry(meters.registry());
                yield pool;
            }
        };
    }

    /** On connections of its own: requests must not wait for a teardown, nor a teardown be cut short as a request is. */
    private Optional<Supplier<Lifecycle>> maker(ServerConfig config) {
        return config.work().lifecycle().map(maker -> {
            var source = switch (config.home()) {
                case ServerConfig.Home.Given given -> given.source();
                case ServerConfig.Home.Pooled pooled -> keep(HomePool.openForWork(pooled));
            };
            return () -> maker.apply(source);
        });
    }

    private <T extends AutoCloseable> T keep(T part) {
        parts.push(part);
        return part;
    }

    private static String version() {
        return Optional.ofNullable(RunningServer.class.getPackage().getImplementationVersion())
                .orElse("development");
    }

    private static int port(ServerSocketChannel socket) {
        try {
            return ((InetSocketAddress) socket.getLocalAddress()).getPort();
        } catch (IOException closed) {
            throw new UncheckedIOException("the socket was closed", closed);
        }
    }
}
