package dev.coppice.archive.query;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a query returned. A value for any thread.
 *
 * @param columns the columns
 * @param rows the rows; a value is null, a Boolean, a Long, a Double, a BigDecimal, or the text of anything else
 * @param more whether there were more rows than the limit
 */
public record QueryResult(List<Column> columns, List<List<@Nullable Object>> rows, boolean more) {
    /** Copies the lists. */
    public QueryResult {
        columns = List.copyOf(columns);
        rows = List.copyOf(rows);
    }

    /**
     * A column of a result.
     *
     * @param name its name
     * @param type its type, as DuckDB names it
     */
    public record Column(String name, String type) {}
}
