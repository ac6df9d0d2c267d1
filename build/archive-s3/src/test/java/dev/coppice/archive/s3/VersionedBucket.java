package dev.coppice.archive.s3;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** As much of S3 as it takes to keep versions, two of them on each page of a listing. */
final class VersionedBucket implements AutoCloseable {
    private static final int PAGE = 2;
    private static final String AT = "<LastModified>2026-01-01T00:00:00Z</LastModified>";

    private final HttpServer http;
    private final List<Version> versions = new ArrayList<>();
    private int last;

    /** One version; the newest of a key is last. */
    record Version(String key, String id, boolean deleted) {}

    private VersionedBucket(HttpServer http) {
        this.http = http;
    }

    static VersionedBucket open() {
        try {
            var http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            var bucket = new VersionedBucket(http);
            http.createContext("/", bucket::answer);
            http.start();
            return bucket;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    S3Store store() {
        return S3Store.at(S3Address.parse("s3://bucket/platform")
                .region("us-east-1")
                .endpoint(URI.create("http://127.0.0.1:" + http.getAddress().getPort()))
                .credentials("access", "secret"));
    }

    /** Deletes it as others do. */
    synchronized void mark(String key) {
        versions.add(new Version(key, "v" + ++last, true));
    }

    synchronized List<String> kept() {
        return versions.stream().map(Version::key).toList();
    }

    @Override
    public void close() {
        http.stop(0);
    }

    private synchronized void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            exchange.getRequestBody().readAllBytes();
            var key = exchange.getRequestURI().getPath().replaceFirst("^/bucket/?", "");
            switch (exchange.getRequestMethod()) {
                case "PUT" -> put(exchange, key);
                case "DELETE" -> delete(exchange, key);
                default -> say(exchange, 200, listed(exchange));
            }
        }
    }

    private void put(HttpExchange exchange, String key) throws IOException {
        versions.add(new Version(key, "v" + ++last, false));
        exchange.getResponseHeaders().add("x-amz-version-id", "v" + last);
        say(exchange, 200, "");
    }

    private void delete(HttpExchange exchange, String key) throws IOException {
        var id = parameter(exchange, "versionId");
        if (id.isPresent()) {
            versions.removeIf(
                    version -> version.key().equals(key) && version.id().equals(id.get()));
            exchange.getResponseHeaders().add("x-amz-version-id", id.get());
        } else {
            mark(key);
            exchange.getResponseHeaders().add("x-amz-version-id", "v" + last);
            exchange.getResponseHeaders().add("x-amz-delete-marker", "true");
        }
        say(exchange, 204, "");
    }

    private String listed(HttpExchange exchange) {
        var prefix = parameter(exchange, "prefix").orElse("");
        var found = versions.stream()
                .filter(version -> version.key().startsWith(prefix))
                .toList();
        if (parameter(exchange, "versions").isEmpty()) {
            return found.stream()
                    .filter(version -> isLatest(version) && !version.deleted())
                    .map(version -> "<Contents><Key>" + version.key() + "</Key><Size>1</Size>" + AT + "</Contents>")
                    .collect(joining("", "<ListBucketResult>", "</ListBucketResult>"));
        }
        var from = parameter(exchange, "key-marker").map(Integer::parseInt).orElse(0);
        var to = Math.min(found.size(), from + PAGE);
        var next = to < found.size()
                ? "<IsTruncated>true</IsTruncated><NextKeyMarker>" + to + "</NextKeyMarker>"
                : "<IsTruncated>false</IsTruncated>";
        return IntStream.range(from, to)
                .mapToObj(place -> entry(found.get(place)))
                .collect(joining("", "<ListVersionsResult>" + next, "</ListVersionsResult>"));
    }

    private String entry(Version version) {
        var name = version.deleted() ? "DeleteMarker" : "Version";
        return "<" + name + "><Key>" + version.key() + "</Key><VersionId>" + version.id() + "</VersionId><IsLatest>"
                + isLatest(version) + "</IsLatest>" + AT + (version.deleted() ? "" : "<Size>1</Size>") + "</" + name
                + ">";
    }

    private boolean isLatest(Version version) {
        return versions.stream()
                .filter(other -> other.key().equals(version.key()))
                .reduce((older, newer) -> newer)
                .filter(version::equals)
                .isPresent();
    }

    private static Optional<String> parameter(HttpExchange exchange, String name) {
        for (var part : Optional.ofNullable(exchange.getRequestURI().getQuery())
                .orElse("")
                .split("&", -1)) {
            var pair = part.split("=", 2);
            if (pair[0].equals(name)) {
                return Optional.of(pair.length == 1 ? "" : pair[1]);
            }
        }
        return Optional.empty();
    }

    private static void say(HttpExchange exchange, int status, String body) throws IOException {
        var bytes = body.getBytes(UTF_8);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
    }
}
