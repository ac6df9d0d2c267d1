package dev.coppice.cli.internal.connect;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** Something that answers HTTP as a test wants it, and remembers what it was asked. */
final class StandIn implements AutoCloseable {
    private final HttpServer http;
    private final List<Asked> asked = new CopyOnWriteArrayList<>();
    private final AtomicInteger losing = new AtomicInteger();
    private final AtomicInteger failing = new AtomicInteger();
    private volatile Answer failure = new Answer(500, "text/plain", "");

    /**
     * A request.
     *
     * @param line its method and address
     * @param key its idempotency key
     * @param body its body
     */
    record Asked(String line, @Nullable String key, String body) {}

    private record Answer(int status, String type, String body) {}

    private StandIn(HttpServer http, HttpHandler handler) {
        this.http = http;
        http.createContext("/", exchange -> {
            asked.add(asked(exchange));
            if (losing.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
                exchange.close();
            } else if (failing.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
                answer(exchange, failure.status(), failure.type(), failure.body());
            } else {
                handler.handle(exchange);
            }
        });
        http.setExecutor(task -> Thread.ofVirtual().start(task));
        http.start();
    }

    static StandIn answering(int status, String type, String body) {
        try {
            return new StandIn(HttpServer.create(loopback(), 0), exchange -> answer(exchange, status, type, body));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    static StandIn handling(HttpHandler handler) {
        try {
            return new StandIn(HttpServer.create(loopback(), 0), handler);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    static StandIn secured(SSLContext context) {
        try {
            var https = HttpsServer.create(loopback(), 0);
            https.setHttpsConfigurator(new HttpsConfigurator(context));
            return new StandIn(https, exchange -> answer(exchange, 200, "application/json", "{\"items\":[]}"));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** Drops the connection of the next requests once it has read them. */
    StandIn losing(int requests) {
        losing.set(requests);
        return this;
    }

    /** Tells the next requests behind those that it is at it already. */
    StandIn busy(int requests, String problem) {
        return failing(requests, 409, "application/problem+json", problem);
    }

    /** Answers the next requests behind those that it loses so. */
    StandIn failing(int requests, int status, String type, String body) {
        failure = new Answer(status, type, body);
        failing.set(requests);
        return this;
    }

    List<Asked> asked() {
        return List.copyOf(asked);
    }

    int port() {
        return http.getAddress().getPort();
    }

    private static Asked asked(HttpExchange exchange) throws IOException {
        return new Asked(
                exchange.getRequestMethod() + " " + exchange.getRequestURI(),
                exchange.getRequestHeaders().getFirst("Idempotency-Key"),
                new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
    }

    private static void answer(HttpExchange exchange, int status, String type, String body) throws IOException {
        var bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", type);
        exchange.getResponseHeaders().add("Location", "https://elsewhere.example");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private static InetSocketAddress loopback() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    }

    @Override
    public void close() {
        http.stop(0);
    }
}
