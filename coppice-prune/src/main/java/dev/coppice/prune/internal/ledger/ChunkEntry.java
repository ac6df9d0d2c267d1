package dev.coppice.prune.internal.ledger;

import dev.coppice.control.TableName;
import java.time.Duration;
import java.util.Map;

/**
 * What one chunk enters in the ledger.
 *
 * @param kind canary, walk, drain or revisit
 * @param roots how many roots it removed
 * @param tables what it took from each table
 * @param took how long it took so far
 */
public record ChunkEntry(String kind, int roots, Map<TableName, Taken> tables, Duration took) {
    /** Copies the tables. */
    public ChunkEntry {
        tables = Map.copyOf(tables);
    }

    /**
     * What was taken from one table.
     *
     * @param deleted rows that are gone
     * @param edited rows that had columns set to null or a default
     */
    public record Taken(long deleted, long edited) {
        /** Together with more. */
        public Taken plus(Taken more) {
            return new Taken(deleted + more.deleted, edited + more.edited);
        }
    }

    /** Rows of all tables that are gone. */
    public long deleted() {
        return tables.values().stream().mapToLong(Taken::deleted).sum();
    }

    /** Rows of all tables that were edited. */
    public long edited() {
        return tables.values().stream().mapToLong(Taken::edited).sum();
    }
}
