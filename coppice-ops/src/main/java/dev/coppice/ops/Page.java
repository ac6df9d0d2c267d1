package dev.coppice.ops;

import java.util.List;
import java.util.Optional;
import org.jooq.Record;

/**
 * Some rows of a search, in its order, as they were in one snapshot. A value for any thread as far as its records are.
 *
 * @param rows at most as many as were asked for
 * @param hasPrevious whether a row of the search stands before these; of an empty page, before where it would stand
 * @param hasNext whether a row of the search stands behind these; of an empty page, behind where it would stand
 * @param startCursor what {@link PageRequest#before} takes to go back from here; absent without rows and on a page by offset
 * @param endCursor what {@link PageRequest#after} takes to go on from here; absent without rows and on a page by offset
 * @param total how many rows the search matches
 */
public record Page<R extends Record>(
        List<R> rows,
        boolean hasPrevious,
        boolean hasNext,
        Optional<String> startCursor,
        Optional<String> endCursor,
        Total total) {

    /** Keeps a copy of the rows. */
    public Page {
        rows = List.copyOf(rows);
    }

    /** Says nothing of the rows and cursors, which may hold what a log must not. */
    @Override
    public String toString() {
        return "Page[" + rows.size() + " rows, hasPrevious=" + hasPrevious + ", hasNext=" + hasNext + ", " + total
                + "]";
    }
}
