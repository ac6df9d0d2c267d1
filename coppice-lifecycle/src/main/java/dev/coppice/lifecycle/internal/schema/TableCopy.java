package dev.coppice.lifecycle.internal.schema;

import static java.util.stream.Collectors.joining;

import dev.coppice.control.TableName;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** Empty copies of tables that take rows as they were saved: what a table was given since stays empty there. */
public final class TableCopy {
    private static final String SINCE = """
            SELECT pg_catalog.quote_ident(a.attname)
            FROM pg_catalog.pg_attribute AS a
            WHERE a.attrelid = ?::regclass AND a.attnum > 0 AND NOT a.attisdropped AND a.attnotnull
                AND a.attname <> ALL (?)
            """;

    private TableCopy() {}

    /** Makes one that is gone with the transaction. */
    public static TableName temporary(Connection connection, String name, TableName of, Collection<String> saved)
            throws SQLException {
        var copy = new TableName("pg_temp", name);
        execute(connection, "CREATE TEMPORARY TABLE " + SchemaCopy.quoted(name) + like(of) + " ON COMMIT DROP");
        fill(connection, copy, saved);
        return copy;
    }

    /** Makes one that has some of the columns as text, and is gone with the transaction. */
    public static TableName texts(Connection connection, String name, Collection<String> columns) throws SQLException {
        execute(
                connection,
                "CREATE TEMPORARY TABLE " + SchemaCopy.quoted(name)
                        + columns.stream()
                                .map(column -> SchemaCopy.quoted(column) + " text")
                                .collect(joining(", ", " (", ") ON COMMIT DROP")));
        return new TableName("pg_temp", name);
    }

    /** Makes one that stays. */
    public static void lasting(Connection connection, TableName copy, TableName of, Collection<String> saved)
            throws SQLException {
        execute(connection, "CREATE TABLE " + SchemaCopy.quoted(copy) + like(of));
        fill(connection, copy, saved);
    }

    /** Removes one. */
    public static void drop(Connection connection, TableName copy) throws SQLException {
        execute(connection, "DROP TABLE " + SchemaCopy.quoted(copy));
    }

    private static String like(TableName table) {
        return " (LIKE " + SchemaCopy.quoted(table) + " INCLUDING GENERATED)";
    }

    private static void fill(Connection connection, TableName copy, Collection<String> saved) throws SQLException {
        for (var column : since(connection, copy, saved)) {
            execute(
                    connection,
                    "ALTER TABLE " + SchemaCopy.quoted(copy) + " ALTER COLUMN " + column + " DROP NOT NULL");
        }
    }

    private static List<String> since(Connection connection, TableName copy, Collection<String> saved)
            throws SQLException {
        try (var statement = connection.prepareStatement(SINCE)) {
            statement.setString(1, SchemaCopy.quoted(copy));
            statement.setArray(2, connection.createArrayOf("name", saved.toArray()));
            try (var row = statement.executeQuery()) {
                var columns = new ArrayList<String>();
                while (row.next()) {
                    columns.add(row.getString(1));
                }
                return columns;
            }
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
