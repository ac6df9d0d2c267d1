package dev.coppice.lifecycle;

import dev.coppice.control.Checked;
import dev.coppice.control.Key;
import dev.coppice.control.Problems;
import dev.coppice.control.StoreLocation;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What is kept of a resource that was torn down. A value for any thread.
 *
 * @param required whether nothing is destroyed without a backup
 * @param to where backups go
 * @param hosting how long they are kept, by tier; {@code default} for tiers that are not named
 */
public record BackupConfig(
        @Key(value = "Whether nothing is destroyed without a backup.", fallback = "true")
        boolean required,

        @Key("Where backups go: file:FOLDER or s3://BUCKET/PREFIX.")
        StoreLocation to,

        @Key("How long they are kept, by tier; default for tiers that are not named.")
        Map<String, Duration> hosting)
        implements Checked {
    /** Copies the times, in their order. */
    public BackupConfig {
        hosting = Collections.unmodifiableMap(new LinkedHashMap<>(hosting));
    }

    @Override
    public void check(Problems problems) {
        if (!hosting.containsKey("default")) {
            problems.add("hosting", "needs the key default, for tiers that are not named");
        }
    }
}
