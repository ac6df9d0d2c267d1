package dev.coppice.prune.internal.ledger;

import java.util.Locale;

/** How far a campaign has come. */
public enum Pass {
    /** One small chunk, checked before the walk begins. */
    CANARY,
    /** All eligible roots in order of age and key. */
    WALK,
    /** Once more from the beginning, for roots that were locked. */
    REVISIT,
    /** Nothing is left to look at. */
    DONE;

    /** What follows when a pass has come to its end. */
    public Pass next() {
        return switch (this) {
            case CANARY -> WALK;
            case WALK -> REVISIT;
            case REVISIT, DONE -> DONE;
        };
    }

    /** As the ledger spells it. */
    public String stored() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** From the ledger. */
    public static Pass of(String stored) {
        return valueOf(stored.toUpperCase(Locale.ROOT));
    }
}
