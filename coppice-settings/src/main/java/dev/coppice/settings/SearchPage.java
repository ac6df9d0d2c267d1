package dev.coppice.settings;

import dev.coppice.ops.Total;
import java.util.List;
import java.util.Optional;

/**
 * Some results of a search, in its order, as they were in one snapshot.
 *
 * @param items at most as many as were asked for
 * @param hasPrevious whether something stands before these
 * @param hasNext whether something stands behind these
 * @param startCursor what goes back from here
 * @param endCursor what goes on from here
 * @param total how many there are, where that was asked
 */
public record SearchPage<T>(
        List<T> items,
        boolean hasPrevious,
        boolean hasNext,
        Optional<String> startCursor,
        Optional<String> endCursor,
        Total total) {
    /** Keeps a copy of the list. */
    public SearchPage {
        items = List.copyOf(items);
    }
}
