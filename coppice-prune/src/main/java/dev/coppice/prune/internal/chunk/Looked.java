package dev.coppice.prune.internal.chunk;

import dev.coppice.control.TableName;
import dev.coppice.prune.internal.ledger.ChunkEntry.Taken;
import java.util.List;
import java.util.Map;

/** What a chunk has come to, before it is entered and committed. */
public sealed interface Looked {
    /** No eligible root lies behind the position. */
    record Nothing() implements Looked {}

    /**
     * The roots up to a position were looked at, and what may go of them is gone.
     *
     * @param position age and key of the last of them
     * @param roots how many rows of the policy's table are gone
     * @param tables what was taken from each table
     * @param passedOver whether some were noted as staying
     */
    record Took(List<String> position, int roots, Map<TableName, Taken> tables, boolean passedOver) implements Looked {
        /** Copies the collections. */
        public Took {
            position = List.copyOf(position);
            tables = Map.copyOf(tables);
        }

        /** Rows of all tables that are gone. */
        public long rows() {
            return tables.values().stream().mapToLong(Taken::deleted).sum();
        }
    }

    /**
     * One root has more behind it than may go at once.
     *
     * @param position its age and key
     * @param key its key
     */
    record Heavy(List<String> position, List<String> key) implements Looked {
        /** Copies the lists. */
        public Heavy {
            position = List.copyOf(position);
            key = List.copyOf(key);
        }
    }
}
