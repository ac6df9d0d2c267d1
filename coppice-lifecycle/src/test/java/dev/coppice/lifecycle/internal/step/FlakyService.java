package dev.coppice.lifecycle.internal.step;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;

/** A service that keeps grants by their path, and removes them: honestly, slowly, badly, or only in words. */
final class FlakyService implements AutoCloseable {
    /** How it behaves when it is asked to remove something. */
    enum Manner {
        /** Removes it and says so. */
        HONEST,
        /** Removes it and never answers. */
        DOES_IT_AND_IS_SILENT,
        /** Does nothing and never answers. */
        SILENT,
        /** Says that it is gone, and it is not. */
        LIES,
        /** Answers 503. */
        FAILS,
        /** Answers 409. */
        BUSY,
        /** Answers 202 and leaves it. */
        PUTS_OFF,
        /** Removes it and hangs up. */
        DOES_IT_AND_HANGS_UP
    }

    private final HttpServer http;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Set<String> grants = new ConcurrentSkipListSet<>();
    private final Map<String, Manner> manners = new ConcurrentHashMap<>();
    private final List<Asked> asked = new CopyOnWriteArrayList<>();
    private volatile Manner manner = Manner.HONEST;
    private volatile boolean probeFails;

    /** What came in. */
    record Asked(String method, String path, Map<String, List<String>> headers, String body) {
        Optional<String> header(String name) {
            return Optional.ofNullable(headers.get(name)).map(List::getFirst);
        }
    }

    private FlakyService(HttpServer http) {
        this.http = http;
    }

    static FlakyService start() {
        try {
            var http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            var service = new FlakyService(http);
            http.createContext("/", service::answer);
            http.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
            http.start();
            return service;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    String address() {
        return "http://127.0.0.1:" + http.getAddress().getPort();
    }

    void grant(String path) {
        grants.add(path);
    }

    void clear() {
        grants.clear();
        asked.clear();
    }

    Set<String> grants() {
        return Set.copyOf(grants);
    }

    void behave(Manner how) {
        manner = how;
    }

    void behave(String path, Manner how) {
        manners.put(path, how);
    }

    void failProbes() {
        probeFails = true;
    }

    List<Asked> asked() {
        return List.copyOf(asked);
    }

    List<Asked> removals() {
        return asked.stream().filter(request -> !request.method().equals("GET")).toList();
    }

    @Override
    public void close() {
        closing.countDown();
        http.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            var path = exchange.getRequestURI().getPath();
            var body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
            asked.add(new Asked(exchange.getRequestMethod(), path, Map.copyOf(exchange.getRequestHeaders()), body));
            if (exchange.getRequestMethod().equals("GET")) {
                say(exchange, probeFails ? 500 : grants.contains(path) ? 200 : 404);
            } else {
                remove(exchange, path);
            }
        }
    }

    private void remove(HttpExchange exchange, String path) throws IOException {
        switch (manners.getOrDefault(path, manner)) {
            case HONEST -> say(exchange, grants.remove(path) ? 204 : 404);
            case LIES -> say(exchange, 204);
            case FAILS -> say(exchange, 503);
            case BUSY -> say(exchange, 409);
            case PUTS_OFF -> say(exchange, 202);
            case SILENT -> wait(closing);
            case DOES_IT_AND_IS_SILENT -> {
                grants.remove(path);
                wait(closing);
            }
            case DOES_IT_AND_HANGS_UP -> grants.remove(path);
        }
    }

    private static void say(HttpExchange exchange, int status) throws IOException {
        exchange.sendResponseHeaders(status, -1);
    }

    private static void wait(CountDownLatch end) {
        try {
            end.await();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }
}
