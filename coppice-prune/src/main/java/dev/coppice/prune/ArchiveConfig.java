package dev.coppice.prune;

import dev.coppice.control.Key;
import dev.coppice.control.StoreLocation;

/**
 * Where deleted rows go. A value for any thread.
 *
 * @param to the store
 */
public record ArchiveConfig(
        @Key("file:FOLDER or s3://BUCKET/PREFIX.") StoreLocation to) {}
