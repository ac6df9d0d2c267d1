package dev.coppice.prune.internal.ledger;

import java.util.List;
import java.util.Locale;

/**
 * A root that did not simply go.
 *
 * @param key its identity as text
 * @param state what became of it
 * @param code why, as a stable word
 * @param reason why, as a sentence
 */
public record RootNote(List<String> key, State state, String code, String reason) {
    /** What became of it. */
    public enum State {
        /** It stays because something that stays needs it. */
        SKIPPED,
        /** It failed and is left alone. */
        QUARANTINED,
        /** It does not stay after all. */
        GONE;

        /** As the ledger spells it. */
        public String stored() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Copies the key. */
    public RootNote {
        key = List.copyOf(key);
    }
}
