package dev.coppice.prune.internal.chunk;

import dev.coppice.control.TableName;
import java.util.List;

/**
 * A row on the way from a heavy root to where it is being drained.
 *
 * @param table its table
 * @param key its identity as text
 */
public record Tip(TableName table, List<String> key) {
    /** Copies the key. */
    public Tip {
        key = List.copyOf(key);
    }
}
