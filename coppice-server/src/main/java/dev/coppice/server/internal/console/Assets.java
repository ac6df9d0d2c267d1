package dev.coppice.server.internal.console;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.coppice.server.internal.http.Access;
import dev.coppice.server.internal.http.Reply;
import dev.coppice.server.internal.http.Request;
import dev.coppice.server.internal.http.Route;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/** The files that pages refer to, from the jar. A file's address carries its digest, so browsers keep it for a year. */
public final class Assets {
    private static final String FOLDER = "/dev/coppice/server/assets/";
    private static final Map<String, String> TYPES = Map.of(
            "coppice.css", "text/css; charset=utf-8",
            "pictures.css", "text/css; charset=utf-8",
            "htmx.min.js", "text/javascript; charset=utf-8",
            "htmx-sse.min.js", "text/javascript; charset=utf-8",
            "coppice.js", "text/javascript; charset=utf-8",
            "favicon.svg", "image/svg+xml");

    private final Map<String, Asset> files;

    private record Asset(String name, String text, String digest) {
        String type() {
            return TYPES.getOrDefault(name, "");
        }

        String address() {
            return "/assets/" + name + "?v=" + digest;
        }

        String tag() {
            return '"' + digest + '"';
        }
    }

    private Assets(Map<String, Asset> files) {
        this.files = files;
    }

    /** Reads the files. */
    public static Assets load() {
        return new Assets(TYPES.keySet().stream()
                .collect(java.util.stream.Collectors.toUnmodifiableMap(name -> name, Assets::load)));
    }

    String address(String name) {
        var file = files.get(name);
        if (file == null) {
            throw new IllegalArgumentException("no such asset: " + name);
        }
        return file.address();
    }

    /** One route for each file. */
    public List<Route> routes() {
        return files.values().stream()
                .map(file -> Route.get("/assets/" + file.name(), request -> serve(file, request))
                        .access(Access.ANONYMOUS)
                        .gives(Reply.Raw.class)
                        .summary("A file that pages refer to"))
                .toList();
    }

    private static Reply serve(Asset file, Request request) {
        var current = request.query("v").filter(file.digest()::equals).isPresent();
        var headers = Map.of(
                "ETag",
                file.tag(),
                "Cache-Control",
                current ? "public, max-age=31536000, immutable" : "public, no-cache");
        boolean unchanged =
                request.header("If-None-Match").filter(file.tag()::equals).isPresent();
        return unchanged
                ? new Reply.Raw(304, file.type(), "", headers)
                : new Reply.Raw(200, file.type(), file.text(), headers);
    }

    private static Asset load(String name) {
        try (var in = Assets.class.getResourceAsStream(FOLDER + name)) {
            if (in == null) {
                throw new IllegalStateException("the jar lacks " + name);
            }
            var bytes = in.readAllBytes();
            return new Asset(name, new String(bytes, UTF_8), digest(bytes));
        } catch (IOException broken) {
            throw new UncheckedIOException("the jar cannot be read", broken);
        }
    }

    private static String digest(byte[] bytes) {
        try {
            var sum = MessageDigest.getInstance("SHA-256").digest(bytes);
            return HexFormat.of().formatHex(sum, 0, 8);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has SHA-256", impossible);
        }
    }
}
