package dev.coppice.archive.spi;

import java.time.Instant;

/**
 * An object of a store, as listed. A value for any thread.
 *
 * @param name its name, with {@code /} between its parts
 * @param length how many bytes it has
 * @param modifiedAt when it was last written, by the store's clock
 */
public record StoredObject(String name, long length, Instant modifiedAt) {}
