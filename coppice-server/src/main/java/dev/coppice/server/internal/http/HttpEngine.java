package dev.coppice.server.internal.http;

import dev.coppice.server.ServerConfig.Exposure;
import dev.coppice.server.ServerConfig.Limits;
import dev.coppice.server.internal.access.Gatekeeper;
import dev.coppice.server.internal.replay.Answers;
import io.javalin.Javalin;
import io.javalin.compression.CompressionStrategy;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import io.javalin.http.HttpResponseException;
import io.javalin.http.MethodNotAllowedResponse;
import io.javalin.util.JavalinLogger;
import java.nio.channels.ServerSocketChannel;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.eclipse.jetty.util.VirtualThreads;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/** Serves a route table: the one class that sets up Javalin and Jetty. */
public final class HttpEngine implements AutoCloseable {
    private static final Duration STOP_WITHIN = Duration.ofSeconds(10);
    private static final int PLATFORM_THREADS = 16;

    private final Javalin javalin;
    private final Watchers watchers;

    private HttpEngine(Javalin javalin, Watchers watchers) {
        this.javalin = javalin;
        this.watchers = watchers;
    }

    /**
     * What the engine asks while it serves.
     *
     * @param gatekeeper tells who presents a credential
     * @param pages shows problems to people
     * @param meter is told of each answer
     * @param answers keeps what was answered to requests with a key
     */
    public record Services(Gatekeeper gatekeeper, ProblemPages pages, RequestMeter meter, Answers answers) {}

    /**
     * How the engine is reached, and by how many.
     *
     * @param exposure over TLS or not
     * @param limits how much it takes
     */
    public record Terms(Exposure exposure, Limits limits) {}

    /**
     * Starts to serve on a socket that is bound already, so that a taken port is known before anything is started. The socket
     * belongs to the engine from here on.
     */
    public static HttpEngine start(RouteTable table, Services services, Terms terms, ServerSocketChannel socket) {
        JavalinLogger.startupInfo = false;
        var connections = Connections.of(terms.exposure());
        var watchers = new Watchers(Problems::problem, Watchers.MOST);
        services.meter().watchers(watchers::count);
        var javalin = Javalin.create(config -> {
            quieten(config);
            config.concurrency.useVirtualThreads = true;
            config.jetty.threadPool = threads();
            config.jetty.modifyServer(HttpEngine::stopGracefully);
            config.jetty.addConnector((server, http) -> connections.connector(server, http, socket));
            mount(config, table, dispatcher(services, terms, watchers));
            measure(config, services.meter());
        });
        return new HttpEngine(javalin.start(), watchers);
    }

    /** Ends all event streams, stops accepting, lets running requests end within ten seconds, then stops. */
    @Override
    public void close() {
        watchers.close();
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

    private static Dispatcher dispatcher(Services services, Terms terms, Watchers watchers) {
        var problems = new Problems(services.pages());
        return new Dispatcher(
                new Admission(services.gatekeeper()),
                new Crowd(services.gatekeeper(), terms.limits()),
                new Idempotence(services.answers(), problems),
                new Dispatcher.Endings(problems, watchers),
                terms.limits().bodyWithin());
    }

    private static void mount(JavalinConfig config, RouteTable table, Dispatcher dispatcher) {
        for (var route : table.routes()) {
            handle(
                    config,
                    dispatcher,
                    route,
                    HandlerType.findOrCreate(route.method().name()));
            // Of our own accord, or the framework says 200 to it without asking anybody.
            if (route.contract().manner().has(Route.Trait.MADE)) {
                config.routes.before(route.path(), HttpEngine::refuseHead);
            } else if (route.method() == Method.GET) {
                handle(config, dispatcher, route, HandlerType.HEAD);
            }
        }
        config.routes.exception(HttpResponseException.class, dispatcher::unrouted);
        config.routes.exception(Exception.class, dispatcher::unexpected);
    }

    private static void handle(JavalinConfig config, Dispatcher dispatcher, Route route, HandlerType method) {
        config.routes.addHttpHandler(method, route.path(), context -> dispatcher.dispatch(route, context));
    }

    private static void refuseHead(Context context) {
        if (context.method().equals(HandlerType.HEAD)) {
            throw new MethodNotAllowedResponse("", Map.of("availableMethods", Method.GET.name()));
        }
    }

    private static void measure(JavalinConfig config, RequestMeter meter) {
        config.requestLogger.http((context, millis) -> {
            if (context.attribute(Dispatcher.WATCHED) != null) {
                return; // open for as long as somebody watches: no time an answer took
            }
            var template = Optional.<String>ofNullable(context.attribute(Dispatcher.TEMPLATE));
            RequestLog.answered(context, template.orElse("unknown"), millis.longValue());
            meter.answered(
                    context.method().name(), template.orElse("unknown"), context.statusCode(), Duration.ofNanos((long)
                            (millis * 1_000_000)));
        });
    }
}
