package dev.coppice.server.internal.replay;

/**
 * A request that carries a key. A value for one thread.
 *
 * @param caller who sends it: a key means nothing from anybody else
 * @param key what the caller calls it
 * @param digest the SHA-256 of all that makes it this request, in hexadecimal digits
 */
public record KeyedRequest(String caller, String key, String digest) {}
