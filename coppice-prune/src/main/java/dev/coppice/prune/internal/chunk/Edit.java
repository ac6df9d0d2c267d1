package dev.coppice.prune.internal.chunk;

import dev.coppice.prune.internal.closure.ClosureTable;
import java.util.List;

/**
 * Rows that stay and that the database will edit when what they refer to goes.
 *
 * @param table their table
 * @param columns the columns it will set
 * @param text the query that yields their key and these columns as they are
 * @param count how many are locked
 */
public record Edit(ClosureTable table, List<String> columns, String text, long count) {
    /** Copies the columns. */
    public Edit {
        columns = List.copyOf(columns);
    }
}
