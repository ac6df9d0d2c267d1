package dev.coppice.prune;

import java.util.List;

/**
 * A row of the policy's own table that a campaign left behind. A value for any thread.
 *
 * @param key its key as text
 * @param quarantined whether it failed; otherwise it was passed over
 * @param code why, as a stable word
 * @param reason why, as a sentence
 */
public record RootLeft(List<String> key, boolean quarantined, String code, String reason) {
    /** Copies the key. */
    public RootLeft {
        key = List.copyOf(key);
    }

    /** The same without saying which row it is. */
    RootLeft unnamed() {
        return new RootLeft(List.of("subject"), quarantined, code, reason);
    }
}
