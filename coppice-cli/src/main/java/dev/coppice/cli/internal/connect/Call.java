package dev.coppice.cli.internal.connect;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLEncoder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A call of a server's REST interface. A value for any thread.
 *
 * @param method GET, POST, PATCH or DELETE
 * @param path the segments behind {@code /api/v1}
 * @param parts what goes with it: the query of GET and DELETE, the body of the others
 * @param headers headers of its own
 * @param anew whether it is carried out each time, key or not, as what only reads is
 */
public record Call(
        String method, List<String> path, Map<String, Object> parts, Map<String, String> headers, boolean anew) {
    private static final String GET = "GET";
    private static final String POST = "POST";
    private static final String PATCH = "PATCH";
    private static final String DELETE = "DELETE";

    /** Copies what it is made of. */
    public Call {
        path = List.copyOf(path);
        parts = Collections.unmodifiableMap(new LinkedHashMap<>(parts));
        headers = Map.copyOf(headers);
    }

    /** Reads what is at a path. */
    public static Call get(Object... path) {
        return of(GET, path);
    }

    /** Creates or acts. */
    public static Call post(Object... path) {
        return of(POST, path);
    }

    /** Reads with a question too large for an address, or for long: each time it is asked. */
    public static Call question(Object... path) {
        var act = of(POST, path);
        return new Call(act.method, act.path, act.parts, act.headers, true);
    }

    /** Changes in part. */
    public static Call patch(Object... path) {
        return of(PATCH, path);
    }

    /** Takes away. */
    public static Call delete(Object... path) {
        return of(DELETE, path);
    }

    private static Call of(String method, Object... path) {
        return new Call(method, Arrays.stream(path).map(String::valueOf).toList(), Map.of(), Map.of(), false);
    }

    /** With one more part; without it where it is null. A list in a query is given value by value. */
    public Call with(String name, @Nullable Object value) {
        return value == null ? this : withPart(name, value);
    }

    private Call withPart(String name, Object value) {
        var more = new LinkedHashMap<>(parts);
        more.put(name, value);
        return new Call(method, path, more, headers, anew);
    }

    /** Says why, where that is no part of the body; in the words of RFC 8187, since headers are plain ASCII. */
    public Call because(@Nullable String reason) {
        return reason == null ? this : header("Coppice-Reason", "UTF-8''" + encoded(reason));
    }

    /** Only if the row has this version. */
    public Call ifVersion(OptionalLong version) {
        return version.isEmpty() ? this : header("If-Match", "\"" + version.getAsLong() + "\"");
    }

    private Call header(String name, String value) {
        var more = new LinkedHashMap<>(headers);
        more.put(name, value);
        return new Call(method, path, parts, more, anew);
    }

    /** The same call on one of several databases of a server. */
    Call on(String target) {
        var there = new ArrayList<>(List.of("targets", target));
        there.addAll(path);
        return new Call(method, there, parts, headers, anew);
    }

    /** Whether it promises to change nothing. */
    boolean reads() {
        return method.equals(GET);
    }

    /** Whether its server takes a key by which it carries a repetition out once. */
    boolean keyed() {
        return method.equals(POST);
    }

    /** Whether a server that is at it already says so at once to who asks again. */
    boolean known() {
        return keyed() && !anew;
    }

    /** Whether its parts are its body. */
    boolean hasBody() {
        return method.equals(POST) || method.equals(PATCH);
    }

    /** Path and query. */
    String address() {
        var place = path.stream().map(Call::segment).collect(Collectors.joining("/", "/api/v1/", ""));
        return hasBody() || parts.isEmpty() ? place : place + "?" + query();
    }

    private String query() {
        return parts.entrySet().stream()
                .flatMap(part -> values(part.getValue()).map(value -> encoded(part.getKey()) + "=" + encoded(value)))
                .collect(Collectors.joining("&"));
    }

    private static Stream<String> values(Object value) {
        return value instanceof Collection<?> several
                ? several.stream().map(String::valueOf)
                : Stream.of(value.toString());
    }

    /** One that is nothing but dots would be taken for a step to another place. */
    private static String segment(String text) {
        return text.matches("\\.{1,2}") ? text.replace(".", "%2E") : encoded(text);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, UTF_8).replace("+", "%20");
    }
}
