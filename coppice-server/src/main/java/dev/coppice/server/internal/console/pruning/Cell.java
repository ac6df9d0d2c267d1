package dev.coppice.server.internal.console.pruning;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One stored value, for the eyes of who asked.
 *
 * @param text the value
 * @param none whether there is none
 */
public record Cell(String text, boolean none) {
    /** The values of rows. */
    static List<List<Cell>> of(List<? extends List<? extends @Nullable Object>> rows) {
        return rows.stream().map(row -> row.stream().map(Cell::of).toList()).toList();
    }

    private static Cell of(@Nullable Object value) {
        return value == null ? new Cell("none", true) : new Cell(value.toString(), false);
    }
}
