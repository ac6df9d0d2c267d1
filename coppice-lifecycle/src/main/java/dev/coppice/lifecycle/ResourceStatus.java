package dev.coppice.lifecycle;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** The status of a resource as its own table has it. A null there is read as {@link #ACTIVE}. */
public enum ResourceStatus {
    /** In use. */
    ACTIVE,
    /** No longer paid for, or stopped by a person; kept, and can come back. */
    SUSPENDED,
    /** Gone. There is no way back but the restore of a backup. */
    DEPROVISIONED;

    /** As it is stored. */
    public String stored() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Reads {@link #stored()}; empty for other texts. */
    public static Optional<ResourceStatus> of(String stored) {
        return Stream.of(values())
                .filter(status -> status.stored().equals(stored))
                .findFirst();
    }
}
