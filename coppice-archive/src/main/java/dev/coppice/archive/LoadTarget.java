package dev.coppice.archive;

import static java.util.stream.Collectors.joining;

import java.util.List;

/**
 * Where rows of a frame are loaded: a table and those of its columns that are filled, by the names they have in the archive.
 * A value for any thread.
 *
 * @param schema its schema, unquoted; {@code pg_temp} for a temporary table
 * @param table its name, unquoted
 * @param columns the columns, unquoted
 */
public record LoadTarget(String schema, String table, List<String> columns) {
    /** Copies the columns, and refuses none at all. */
    public LoadTarget {
        columns = List.copyOf(columns);
        if (columns.isEmpty()) {
            throw new IllegalArgumentException("columns must not be empty, were of table: " + schema + "." + table);
        }
    }

    /** The table the rows came from, with all its columns that can be loaded. */
    public static LoadTarget of(FrameContent content) {
        return new LoadTarget(
                content.table().schema(),
                content.table().name(),
                content.loadable().stream().map(ArchivedColumn::name).toList());
    }

    /** The same columns of a table of another name. */
    public LoadTarget in(String otherSchema, String otherTable) {
        return new LoadTarget(otherSchema, otherTable, columns);
    }

    String sql() {
        return Sql.quoted(schema) + "." + Sql.quoted(table)
                + columns.stream().map(Sql::quoted).collect(joining(", ", " (", ")"));
    }
}
