package dev.coppice.control;

import java.util.List;
import java.util.OptionalLong;

/**
 * One page of a list. A value for any thread.
 *
 * @param items the items, in the order of the list
 * @param next where the next page begins; empty at the end
 * @param <T> the sort of item
 */
public record Listing<T>(List<T> items, OptionalLong next) {
    /** Copies the items. */
    public Listing {
        items = List.copyOf(items);
    }
}
