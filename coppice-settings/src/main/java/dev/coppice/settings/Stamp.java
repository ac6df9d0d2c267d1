package dev.coppice.settings;

import java.time.Instant;

/**
 * What every stored row carries.
 *
 * @param version 1 when made, one more with each change; what a guarded write names
 * @param createdAt when it was made
 * @param updatedAt when it was last changed
 */
public record Stamp(long version, Instant createdAt, Instant updatedAt) {}
