package dev.coppice.prune.internal.chunk;

import dev.coppice.prune.internal.closure.ClosureTable;
import java.util.List;

/**
 * Rows that stay and that the database will edit when what they refer to goes.
 *
 * @param table their table
 * @param columns the columns it will set
 * @param rows the condition that finds the locked rows
 * @param count how many are locked
 */
public record Edit(ClosureTable table, List<String> columns, String rows, long count) {
    /** Copies the columns. */
    public Edit {
        columns = List.copyOf(columns);
    }
}
