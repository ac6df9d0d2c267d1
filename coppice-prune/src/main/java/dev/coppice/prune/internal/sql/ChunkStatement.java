package dev.coppice.prune.internal.sql;

import dev.coppice.control.TableName;
import java.util.List;

/**
 * One statement of a chunk.
 *
 * @param step what it is for
 * @param tables the tables whose rows it locks, finds or deletes, in the order of its results
 * @param why by which relation or condition
 * @param locks what it locks, in words
 * @param text the statement
 */
public record ChunkStatement(Step step, List<TableName> tables, String why, String locks, String text) {
    /** Copies the tables. */
    public ChunkStatement {
        tables = List.copyOf(tables);
    }

    /** The table it is about. */
    public TableName table() {
        return tables.getFirst();
    }
}
