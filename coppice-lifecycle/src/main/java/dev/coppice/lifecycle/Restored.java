package dev.coppice.lifecycle;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What a restore has brought back. A value for any thread.
 *
 * @param items how much, by store; what was there already, equal, is not counted
 * @param changedByTriggers rows that were other than saved once all was back and all triggers had fired, by table; the backup has
 *     them as they were
 * @param remarks what a person should know, such as a hold that keeps what came back
 */
public record Restored(Map<String, Long> items, Map<String, Changed> changedByTriggers, List<String> remarks) {
    /** Copies all. */
    public Restored {
        items = Map.copyOf(items);
        changedByTriggers = Map.copyOf(changedByTriggers);
        remarks = List.copyOf(remarks);
    }

    /**
     * How the rows of a table differ from those saved.
     *
     * @param rows how many do
     * @param columns the columns in which they do; none where all of them are rows that were not saved
     */
    public record Changed(long rows, List<String> columns) {
        /** Copies the columns. */
        public Changed {
            columns = List.copyOf(columns);
        }

        /** The rows and columns of both. */
        public Changed and(Changed other) {
            return new Changed(
                    rows + other.rows,
                    Stream.concat(columns.stream(), other.columns.stream())
                            .distinct()
                            .toList());
        }
    }
}
