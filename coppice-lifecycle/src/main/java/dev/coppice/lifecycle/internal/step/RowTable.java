package dev.coppice.lifecycle.internal.step;

import static dev.coppice.lifecycle.internal.schema.SchemaCopy.quoted;
import static java.util.stream.Collectors.joining;

import dev.coppice.control.TableName;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A table as the catalogue has it. Rows lie in its leaves: its partitions, or itself.
 *
 * @param oid its number
 * @param name its name
 * @param columns its columns with their types, in order
 * @param key the columns of its primary key
 * @param leaves where its rows lie
 */
record RowTable(long oid, TableName name, Map<String, String> columns, List<String> key, List<Leaf> leaves) {
    /** Where rows lie. */
    record Leaf(long oid, TableName name) {
        /** The leaf alone, in SQL. */
        String sql() {
            return "ONLY " + quoted(name);
        }
    }

    /** Its columns in SQL, of a row by this name. */
    String columnsOf(String row) {
        return columnsOf(row, columns.keySet());
    }

    /** Some of its columns in SQL, of a row by this name. */
    static String columnsOf(String row, Collection<String> columns) {
        return columns.stream().map(column -> row + "." + quoted(column)).collect(joining(", "));
    }

    /** The type of a column, for a cast. */
    Optional<String> type(String column) {
        return Optional.ofNullable(columns.get(column));
    }
}
