package dev.coppice.lifecycle.internal.backup;

import dev.coppice.lifecycle.BackupConfig;
import dev.coppice.lifecycle.internal.kind.Kind;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** How long backups are kept. */
public final class Hosting {
    // A store that removes things by their age does so once a day, at an hour of its own.
    private static final Duration MARGIN = Duration.ofDays(1);

    private Hosting() {}

    /**
     * Passes when nothing is promised longer than the store of a kind keeps it, or the store has no rule of its own.
     *
     * @throws dev.coppice.ops.CoppiceException {@code backup.hosting-exceeds-store}
     */
    public static void require(Kind kind) {
        var problems = kind.config().backup().map(Hosting::problems).orElse(List.of());
        if (!problems.isEmpty()) {
            throw BackupFaults.hosting(kind.name(), String.join(" ", problems));
        }
    }

    private static List<String> problems(BackupConfig config) {
        return config.storeKeeps().stream()
                .flatMap(kept -> config.hosting().entrySet().stream()
                        .filter(tier -> tier.getValue().compareTo(kept.minus(MARGIN)) > 0)
                        .map(tier -> "Tier " + tier.getKey() + " is promised "
                                + tier.getValue().toDays()
                                + " days of hosting, and the store removes everything after " + kept.toDays()
                                + " days: a day has to be left between."))
                .toList();
    }

    /** How long a backup of a tier is kept. */
    static Duration of(BackupConfig config, Optional<String> tier) {
        return tier.flatMap(name -> Optional.ofNullable(config.hosting().get(name)))
                .or(() -> Optional.ofNullable(config.hosting().get("default")))
                .orElseThrow(() -> new IllegalStateException("hosting must have the key default"));
    }
}
