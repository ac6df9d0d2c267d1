package dev.coppice.server.internal.http;

import io.javalin.http.Context;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * One line of the log for each request: INFO where it changes something or fails, DEBUG where it reads. It has the template of
 * the route and never the path or the query, which may hold a one-use secret, and who called, never with what.
 */
final class RequestLog {
    static final String CALLER = "coppice.caller";

    private static final int FIRST_FAILURE = 400;

    private RequestLog() {}

    static void answered(Context context, String template, long millis) {
        var method = context.method().name();
        var status = context.statusCode();
        var reads = method.equals("GET") || method.equals("HEAD");
        var caller = context.<String>attribute(CALLER);
        LoggerFactory.getLogger("dev.coppice.server.request")
                .atLevel(reads && status < FIRST_FAILURE ? Level.DEBUG : Level.INFO)
                .addKeyValue("method", method)
                .addKeyValue("route", template)
                .addKeyValue("status", status)
                .addKeyValue("millis", millis)
                .addKeyValue("caller", caller == null ? "anonymous" : caller)
                .log("request answered");
    }
}
