package dev.coppice.settings.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/** A server that says what it is told to say, and keeps what it was asked. */
final class ScriptedServer implements AutoCloseable {
    private final HttpServer http;
    private final List<Asked> asked = new CopyOnWriteArrayList<>();
    private volatile Said next = Said.json(200, "{\"items\":[]}");

    /** What came in. */
    record Asked(
            String path,
            @Nullable String authorization,
            @Nullable String ifNoneMatch) {}

    /** What goes out; run before it does. */
    record Said(int status, String body, Map<String, String> headers, Runnable before, Runnable midst) {
        static Said json(int status, String body) {
            return new Said(status, body, Map.of(), () -> {}, () -> {});
        }

        Said etag(String etag) {
            return new Said(status, body, Map.of("ETag", etag), before, midst);
        }

        Said before(Runnable action) {
            return new Said(status, body, headers, action, midst);
        }

        Said inTheMidst(Runnable action) {
            return new Said(status, body, headers, before, action);
        }
    }

    private ScriptedServer(HttpServer http) {
        this.http = http;
    }

    static ScriptedServer start() {
        try {
            var http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            var server = new ScriptedServer(http);
            http.createContext("/", server::answer);
            http.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
            http.start();
            return server;
        } catch (IOException failure) {
            throw new java.io.UncheckedIOException(failure);
        }
    }

    URI address() {
        return URI.create("http://127.0.0.1:" + http.getAddress().getPort());
    }

    ScriptedServer says(Said said) {
        next = said;
        return this;
    }

    List<Asked> asked() {
        return List.copyOf(asked);
    }

    @Override
    public void close() {
        http.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            var headers = exchange.getRequestHeaders();
            asked.add(new Asked(
                    exchange.getRequestURI().toASCIIString(),
                    headers.getFirst("Authorization"),
                    headers.getFirst("If-None-Match")));
            var said = next;
            said.before().run();
            said.headers().forEach(exchange.getResponseHeaders()::set);
            var bytes = said.body().getBytes(UTF_8);
            exchange.sendResponseHeaders(said.status(), bytes.length == 0 ? -1 : bytes.length);
            if (bytes.length > 0) {
                exchange.getResponseBody().write(bytes, 0, 1);
                exchange.getResponseBody().flush();
                said.midst().run();
                exchange.getResponseBody().write(bytes, 1, bytes.length - 1);
            }
        }
    }
}
