package dev.coppice.lifecycle;

import dev.coppice.control.Checked;
import dev.coppice.control.Key;
import dev.coppice.control.Problems;
import dev.coppice.control.StoreLocation;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What is kept of a resource that was torn down. A value for any thread.
 *
 * @param required whether nothing is destroyed without a backup; else a teardown goes on without one that has failed eight times
 *     before anything was destroyed, and its certificate says so
 * @param to where backups go
 * @param hosting how long they are kept, by tier; {@code default} for tiers that are not named
 * @param drill whether it is restored into a scratch place and compared before anything is destroyed
 * @param storeKeeps how long the store keeps anything by a rule of its own, such as one on the life of objects
 * @param keyFile the key that encrypts them; they are not encrypted without one
 */
public record BackupConfig(
        @Key(value = "Whether nothing is destroyed without a backup.", fallback = "true")
        boolean required,

        @Key("Where backups go: file:FOLDER or s3://BUCKET/PREFIX.")
        StoreLocation to,

        @Key("How long they are kept, by tier; default for tiers that are not named.")
        Map<String, Duration> hosting,

        @Key(
                value = "Whether it is restored into a scratch place and compared before anything is destroyed.",
                fallback = "false")
        boolean drill,

        @Key("How long the store keeps anything by a rule of its own, such as 90d.")
        Optional<Duration> storeKeeps,

        @Key("The file of mode 600 with the key that encrypts them: 64 hexadecimal digits.")
        Optional<Path> keyFile)
        implements Checked {
    /** Copies the times, in their order. */
    public BackupConfig {
        hosting = Collections.unmodifiableMap(new LinkedHashMap<>(hosting));
    }

    /** Backups that are neither rehearsed nor encrypted, in a store that keeps everything. */
    public BackupConfig(boolean required, StoreLocation to, Map<String, Duration> hosting) {
        this(required, to, hosting, false, Optional.empty(), Optional.empty());
    }

    @Override
    public void check(Problems problems) {
        if (!hosting.containsKey("default")) {
            problems.add("hosting", "needs the key default, for tiers that are not named");
        }
    }
}
