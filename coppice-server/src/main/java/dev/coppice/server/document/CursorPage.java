package dev.coppice.server.document;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One page of a list.
 *
 * @param items the items, in the list's order
 * @param next what to ask the next page with; null on the last page
 */
public record CursorPage<T>(List<T> items, @Nullable String next) {
    /** Copies the items. */
    public CursorPage {
        items = List.copyOf(items);
    }
}
