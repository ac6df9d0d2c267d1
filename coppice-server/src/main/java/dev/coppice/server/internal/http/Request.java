package dev.coppice.server.internal.http;

import dev.coppice.server.internal.access.Principal;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A request that was let in. Used by one thread, while it is answered. */
public interface Request {
    /** Who makes it. */
    Principal principal();

    /** The address it comes from. */
    String address();

    /** A part of the path, by its name in the route's template. */
    String path(String name);

    /** A parameter of the query. */
    Optional<String> query(String name);

    /** A parameter of the query that may be given several times, in the order given. */
    List<String> queries(String name);

    /** A header. */
    Optional<String> header(String name);

    /**
     * A field of a form.
     *
     * @throws dev.coppice.ops.CoppiceException {@code request.too-large}, {@code request.malformed}
     */
    Optional<String> form(String name);

    /** The form it came with, as far as it can be read; empty where it came with none. */
    Optional<SentForm> sent();

    /**
     * A form as it was sent.
     *
     * @param action the path it was sent to
     * @param fields what stood in it, by name
     */
    record SentForm(String action, Map<String, String> fields) {}

    /**
     * The JSON body as a value.
     *
     * @throws dev.coppice.ops.CoppiceException {@code request.too-large}, {@code request.malformed}
     */
    <T> T body(Class<T> type);
}
