package dev.coppice.prune.internal.chunk;

import dev.coppice.control.TableName;
import dev.coppice.prune.internal.ledger.ChunkEntry.Taken;
import java.util.List;
import java.util.Map;

/** What a chunk has come to that drains a heavy root. */
public sealed interface Drained {
    /** Nothing is left below the root: it can go like any other. */
    record Light() implements Drained {}

    /**
     * Rows below it are gone, or the way has changed.
     *
     * @param path the way from the root to where the next chunk goes on
     * @param tables what was taken from each table
     * @param parts how many of those rows belong to one that stays; whole rows of the policy's table are none
     */
    record Went(List<Tip> path, Map<TableName, Taken> tables, long parts) implements Drained {
        /** Copies the collections. */
        public Went {
            path = List.copyOf(path);
            tables = Map.copyOf(tables);
        }

        static Went along(List<Tip> path) {
            return new Went(path, Map.of(), 0);
        }
    }

    /**
     * The root may not go any more, or something below it may not.
     *
     * @param code why, as a stable word
     * @param reason why, as a sentence
     */
    record Over(String code, String reason) implements Drained {
        /** The code of a root that cannot be drained, though it may go. */
        public static final String RING = "ring";
    }
}
