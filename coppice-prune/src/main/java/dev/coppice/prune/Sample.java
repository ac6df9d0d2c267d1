package dev.coppice.prune;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Rows of the policy's own table that would go, oldest first. They are stored values: for the eyes of who asked.
 *
 * @param columns the names of the columns
 * @param rows the values as text, null where there is none
 */
public record Sample(List<String> columns, List<List<@Nullable String>> rows) {
    /** Copies the lists. */
    public Sample {
        columns = List.copyOf(columns);
        rows = List.copyOf(rows);
    }
}
