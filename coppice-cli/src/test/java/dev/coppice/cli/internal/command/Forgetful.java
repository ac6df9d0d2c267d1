package dev.coppice.cli.internal.command;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** Stands before a server, and loses its answer to the first POST of a route on the way. */
final class Forgetful implements AutoCloseable {
    private static final byte[] DIED = ("{\"detail\":\"Its server ended before it was answered.\",\"code\":"
                    + "\"idempotency.unknown\",\"kind\":\"conflict\",\"effect\":\"unknown\",\"retry\":\"never\"}")
            .getBytes(StandardCharsets.UTF_8);

    private final HttpServer http;
    private final HttpClient client = HttpClient.newHttpClient();
    private final AtomicInteger posts = new AtomicInteger();
    private final String server;
    private final String route;
    private final boolean died;

    private Forgetful(HttpServer http, String server, String route, boolean died) {
        this.http = http;
        this.server = server;
        this.route = route;
        this.died = died;
    }

    /** Where it also {@code died}, what is sent again under the same key is answered as a server does that took its place. */
    static Forgetful before(String server, String route, boolean died) {
        try {
            var http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            var forgetful = new Forgetful(http, server, route, died);
            http.createContext("/", forgetful::pass);
            http.start();
            return forgetful;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    String url() {
        return "http://127.0.0.1:" + http.getAddress().getPort();
    }

    private void pass(HttpExchange exchange) throws IOException {
        boolean lossy = exchange.getRequestMethod().equals("POST")
                && exchange.getRequestURI().getPath().endsWith(route);
        int post = lossy ? posts.incrementAndGet() : 0;
        if (died && post > 1) {
            answer(exchange, 409, DIED);
            return;
        }
        var answer = asked(exchange);
        if (post == 1) {
            exchange.close();
        } else {
            answer(exchange, answer.statusCode(), answer.body());
        }
    }

    private HttpResponse<byte[]> asked(HttpExchange exchange) throws IOException {
        var request = HttpRequest.newBuilder(URI.create(server + exchange.getRequestURI()))
                .method(
                        exchange.getRequestMethod(),
                        BodyPublishers.ofByteArray(exchange.getRequestBody().readAllBytes()));
        for (var header : List.of("Authorization", "Content-Type", "Idempotency-Key")) {
            var value = exchange.getRequestHeaders().getFirst(header);
            if (value != null) {
                request.header(header, value);
            }
        }
        try {
            return client.send(request.build(), BodyHandlers.ofByteArray());
        } catch (InterruptedException stopped) {
            throw new IOException(stopped);
        }
    }

    private static void answer(HttpExchange exchange, int status, byte[] body) throws IOException {
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    @Override
    public void close() {
        http.stop(0);
        client.close();
    }
}
