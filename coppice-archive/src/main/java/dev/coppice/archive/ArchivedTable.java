package dev.coppice.archive;

import static java.util.stream.Collectors.joining;

import dev.coppice.archive.internal.catalogue.TableFacts;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/**
 * A table as the catalogue had it when rows were archived. A value for any thread.
 *
 * @param schema its schema, unquoted
 * @param name its name, unquoted
 * @param columns its columns in their order
 * @param key the columns of its primary key, or empty
 * @param ddl statements that make an empty table like it; for people, and for a database that has lost it
 */
public record ArchivedTable(String schema, String name, List<ArchivedColumn> columns, List<String> key, String ddl) {
    /** Copies the lists, and refuses a table without columns and a key that is not among them. */
    public ArchivedTable {
        columns = List.copyOf(columns);
        key = List.copyOf(key);
        if (columns.isEmpty()) {
            throw new IllegalArgumentException("columns must not be empty, were of table: " + schema + "." + name);
        }
        if (!columns.stream().map(ArchivedColumn::name).toList().containsAll(key)) {
            throw new IllegalArgumentException("key must be among the columns, was: " + key);
        }
    }

    /**
     * Reads a table from the catalogue. Joins the caller's transaction and locks nothing.
     *
     * @throws IllegalArgumentException when there is no such table, or it has no columns
     */
    public static ArchivedTable read(Connection connection, String schema, String name) throws SQLException {
        return TableFacts.read(connection, schema, name);
    }

    /** Schema and name with a dot between, unquoted: for people and for lists. */
    public String qualifiedName() {
        return schema + "." + name;
    }

    /** Schema and name as they stand in SQL. */
    public String sqlName() {
        return Sql.quoted(schema) + "." + Sql.quoted(name);
    }

    /** The column of this name. */
    public ArchivedColumn column(String column) {
        return columns.stream()
                .filter(candidate -> candidate.name().equals(column))
                .findFirst()
                .orElseThrow(() ->
                        new IllegalArgumentException("column must be one of " + qualifiedName() + ", was: " + column));
    }

    /** All columns, for a {@code RETURNING} or {@code SELECT} list, each read from the row called {@code alias}. */
    public String columnsOf(String alias) {
        return columns.stream()
                .map(column -> Sql.quoted(alias) + "." + Sql.quoted(column.name()))
                .collect(joining(", "));
    }
}
