package dev.coppice.server.document;

import dev.coppice.archive.query.QueryResult;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an archive answered to SQL. A value for any thread.
 *
 * @param columns the names of the columns
 * @param types their types
 * @param rows the rows
 * @param more whether there were more than were asked for
 */
public record QueryDocument(List<String> columns, List<String> types, List<List<@Nullable Object>> rows, boolean more) {
    /** Copies the lists. */
    public QueryDocument {
        columns = List.copyOf(columns);
        types = List.copyOf(types);
        rows = List.copyOf(rows);
    }

    /** A result as a document. */
    public static QueryDocument of(QueryResult result) {
        return new QueryDocument(
                result.columns().stream().map(QueryResult.Column::name).toList(),
                result.columns().stream().map(QueryResult.Column::type).toList(),
                result.rows(),
                result.more());
    }
}
