package dev.coppice.lifecycle;

import java.util.List;
import java.util.Optional;

/**
 * One page of a list. A value for any thread.
 *
 * @param items what is on it
 * @param next what the next page is asked for with; empty on the last
 * @param <T> the items
 */
public record Page<T>(List<T> items, Optional<String> next) {
    /** Copies the items. */
    public Page {
        items = List.copyOf(items);
    }
}
