package dev.coppice.cli.internal.lifecycle;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** A service that keeps grants by their path: asked to remove one, it does so once for each idempotency key, and notes each call. */
final class GrantService implements AutoCloseable {
    private static final int SECONDS = 60;

    private final HttpServer http;
    private final Set<String> grants = new ConcurrentSkipListSet<>();
    private final Set<String> keys = new ConcurrentSkipListSet<>();
    private final List<String> removals = new CopyOnWriteArrayList<>();
    private final CountDownLatch closing = new CountDownLatch(1);
    private final CountDownLatch holding = new CountDownLatch(1);
    private volatile String held = "";
    private volatile boolean failing;

    private GrantService(HttpServer http) {
        this.http = http;
    }

    static GrantService start() {
        try {
            var http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            var service = new GrantService(http);
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

    Set<String> grants() {
        return Set.copyOf(grants);
    }

    /** What was done, once for each time that it was. */
    List<String> removals() {
        return List.copyOf(removals);
    }

    /** Removes one as a person would who has access to the service. */
    void removeByHand(String path) {
        grants.remove(path);
    }

    /** From now on whatever is to be removed is answered with 503, or not any more. */
    void fail(boolean always) {
        failing = always;
    }

    /** From now on the first call that removes this is done, and not answered. */
    void hold(String path) {
        held = path;
    }

    /** Returns once a call is held. */
    void awaitHeld() throws InterruptedException {
        if (!holding.await(SECONDS, TimeUnit.SECONDS)) {
            throw new AssertionError("nobody called " + held);
        }
    }

    @Override
    public void close() {
        closing.countDown();
        http.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            var path = exchange.getRequestURI().getPath();
            if (exchange.getRequestMethod().equals("GET")) {
                exchange.sendResponseHeaders(grants.contains(path) ? 200 : 404, -1);
                return;
            }
            if (failing) {
                exchange.sendResponseHeaders(503, -1);
                return;
            }
            if (keys.add(exchange.getRequestHeaders().getFirst("Idempotency-Key"))) {
                removals.add(path);
                grants.remove(path);
            }
            if (path.equals(held) && holding.getCount() > 0) {
                holding.countDown();
                closing.await();
            }
            exchange.sendResponseHeaders(204, -1);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }
}
