package dev.coppice.archive.spi;

import java.util.regex.Pattern;

/**
 * Where the stored bytes of a frame lie. A value for any thread.
 *
 * @param object the name of the object in its store, with {@code /} between its parts
 * @param offset the first byte of the frame in it
 * @param length how many bytes
 */
public record Extent(String object, long offset, long length) {
    private static final String PART = "(?!\\.{1,2}(?:/|$))[A-Za-z0-9._-]+";
    private static final Pattern NAME = Pattern.compile(PART + "(?:/" + PART + ")*");

    /** Refuses what cannot lie anywhere, and names that lead elsewhere: a manifest is read before it can be trusted. */
    public Extent {
        if (!NAME.matcher(object).matches()) {
            throw new IllegalArgumentException("object must be a name within its store, was: " + object);
        }
        if (offset < 0) {
            throw new IllegalArgumentException("offset must not be negative, was: " + offset);
        }
        if (length < 0) {
            throw new IllegalArgumentException("length must not be negative, was: " + length);
        }
    }

    /** The first byte after it. */
    public long end() {
        return offset + length;
    }
}
