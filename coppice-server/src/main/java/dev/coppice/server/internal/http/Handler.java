package dev.coppice.server.internal.http;

/** What a route does with a request that was let in. */
@FunctionalInterface
public interface Handler {
    /** Answers a request; refuses by throwing a {@code CoppiceException}. */
    Reply handle(Request request);
}
