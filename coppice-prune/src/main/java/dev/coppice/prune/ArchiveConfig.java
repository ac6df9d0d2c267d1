package dev.coppice.prune;

import dev.coppice.control.Key;
import dev.coppice.control.StoreLocation;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Where deleted rows go. A value for any thread.
 *
 * @param to the store
 * @param keyFile the key that encrypts them; they are not encrypted without one
 */
public record ArchiveConfig(
        @Key("file:FOLDER or s3://BUCKET/PREFIX.") StoreLocation to,

        @Key("The file of mode 600 with the key that encrypts them: 64 hexadecimal digits.")
        Optional<Path> keyFile) {}
