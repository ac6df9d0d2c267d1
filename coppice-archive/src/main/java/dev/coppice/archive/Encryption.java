package dev.coppice.archive;

/**
 * How the frames of an archive are encrypted. A value for any thread.
 *
 * @param scheme the method
 * @param keyId what tells its key from others, and nothing else about it
 */
public record Encryption(String scheme, String keyId) {}
