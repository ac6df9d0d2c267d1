package dev.coppice.lifecycle;

import java.util.Locale;

/** Where a resource stands, finer than its status. */
public enum ResourceState {
    /** In use. */
    ACTIVE,
    /** Suspended; its retention runs. */
    SUSPENDED,
    /** Leaving: fenced, nothing destroyed yet. The teardown can still be cancelled. */
    FENCED,
    /** Its first destroying step has begun: there is no way back. */
    TEARING_DOWN,
    /** A step failed too often and waits for a person. */
    PARKED,
    /** Deprovisioned, with leftovers to be disposed of. */
    RESIDUAL,
    /** Gone; a backup may still be hosted. */
    DEPROVISIONED,
    /** Gone, and so is its last backup. */
    ERASED;

    /** As it is stored and shown, such as {@code tearing-down}. */
    public String stored() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Reads {@link #stored()}. */
    public static ResourceState of(String stored) {
        return valueOf(stored.toUpperCase(Locale.ROOT).replace('-', '_'));
    }
}
