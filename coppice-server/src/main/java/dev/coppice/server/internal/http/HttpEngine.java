package dev.coppice.server.internal.http;

import dev.coppice.server.internal.access.Gatekeeper;
import io.javalin.Javalin;
import io.javalin.compression.CompressionStrategy;
import io.javalin.config.JavalinConfig;
import io.javalin.http.HandlerType;
import io.javalin.http.HttpResponseException;
import io.javalin.util.JavalinLogger;
import java.nio.channels.ServerSocketChannel;
import java.time.Duration;
import java.util.Optional;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.eclipse.jetty.util.VirtualThreads;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/** Serves a route table: the one class that sets up Javalin and Jetty. */
public final class HttpEngine implements AutoCloseable {
    private static final Duration STOP_WITHIN = Duration.ofSeconds(10);
    private static final int PLATFORM_THREADS = 16;

    /** Room for a hundred names of settings in one address. */
    private static final int LARGEST_HEAD = 64 * 1024;

    private final Javalin javalin;

    private HttpEngine(Javalin javalin) {
        this.javalin = javalin;
    }

    /**
     * What the engine asks while it serves.
     *
     * @param gatekeeper tells who presents a credential
     * @param pages shows problems to people
     * @param meter is told of each answer
     */
    public record Services(Gatekeeper gatekeeper, ProblemPages pages, RequestMeter meter) {}

    /**
     * Starts to serve on a socket that is bound already, so that a taken port is known before anything is started. The socket
     * belongs to the engine from here on.
     */
    public static HttpEngine start(RouteTable table, Services services, ServerSocketChannel socket) {
        JavalinLogger.startupInfo = false;
        var javalin = Javalin.create(config -> {
            quieten(config);
            config.concurrency.useVirtualThreads = true;
            config.jetty.threadPool = threads();
            config.jetty.modifyServer(HttpEngine::stopGracefully);
            config.jetty.addConnector((server, http) -> connector(server, http, socket));
            mount(config, table, services);
        });
        return new HttpEngine(javalin.start());
    }

    /** Stops accepting, lets running requests end within ten seconds, then stops. */
    @Override
    public void close() {
        javalin.stop();
    }

    private static void quieten(JavalinConfig config) {
        config.startup.showJavalinBanner = false;
        config.startup.showOldJavalinVersionWarning = false;
        config.startup.startupWatcherEnabled = false;
        config.http.compressionStrategy = CompressionStrategy.NONE;
        config.http.prefer405over404 = true;
    }

    private static QueuedThreadPool threads() {
        var pool = new QueuedThreadPool(PLATFORM_THREADS);
        pool.setName("coppice-http");
        pool.setVirtualThreadsExecutor(VirtualThreads.getNamedVirtualThreadsExecutor("coppice-request-"));
        return pool;
    }

    private static void stopGracefully(Server server) {
        server.setHandler(new GracefulHandler());
        server.setStopTimeout(STOP_WITHIN.toMillis());
        server.setStopAtShutdown(false);
        server.setErrorHandler(new ContainerProblems());
    }

    private static ServerConnector connector(Server server, HttpConfiguration http, ServerSocketChannel socket) {
        http.setSendServerVersion(false);
        http.setRequestHeaderSize(LARGEST_HEAD);
        http.setSendDateHeader(true);
        var connector = new ServerConnector(server, 1, 1, new HttpConnectionFactory(http));
        try {
            connector.open(socket);
        } catch (java.io.IOException closed) {
            throw new java.io.UncheckedIOException("the bound socket was closed", closed);
        }
        return connector;
    }

    private static void mount(JavalinConfig config, RouteTable table, Services services) {
        var dispatcher = new Dispatcher(new Admission(services.gatekeeper()), new Problems(services.pages()));
        for (var route : table.routes()) {
            config.routes.addHttpHandler(
                    HandlerType.findOrCreate(route.method().name()),
                    route.path(),
                    context -> dispatcher.dispatch(route, context));
        }
        config.routes.exception(HttpResponseException.class, dispatcher::unrouted);
        config.routes.exception(Exception.class, dispatcher::unexpected);
        config.requestLogger.http((context, millis) -> {
            var template = Optional.<String>ofNullable(context.attribute(Dispatcher.TEMPLATE));
            services.meter()
                    .answered(
                            context.method().name(),
                            template.orElse("unknown"),
                            context.statusCode(),
                            Duration.ofNanos((long) (millis * 1_000_000)));
        });
    }
}
