package dev.coppice.lifecycle.internal.step;

import static java.util.stream.Collectors.joining;

import dev.coppice.control.TableName;
import dev.coppice.lifecycle.internal.schema.SchemaCopy;
import dev.coppice.lifecycle.spi.SavedParts;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Rows that came back, beside those that were saved: a trigger sees each on its way, and may change it. Every saved row must be
 * there, and none besides; what says which row it is and what it belongs to must be as it was: its keys, the columns that name
 * other rows or are named by them, and the one that names the resource. All else is told, and is still in the backup as it was.
 */
final class ReturnedRows {
    /** Columns of constraints and indexes that tell rows apart or tie them to others; a leaf may have some of its own. */
    private static final String TYING = """
            SELECT DISTINCT a.attname::text
            FROM pg_catalog.pg_attribute AS a
            WHERE a.attrelid = ANY (?::bigint[]::oid[]) AND a.attnum > 0 AND NOT a.attisdropped AND (
                EXISTS (
                    SELECT FROM pg_catalog.pg_constraint AS c
                    WHERE c.contype IN ('p', 'u', 'x', 'f') AND (
                        c.conrelid = a.attrelid AND a.attnum = ANY (c.conkey)
                        OR c.confrelid = a.attrelid AND a.attnum = ANY (c.confkey)))
                OR EXISTS (
                    SELECT FROM pg_catalog.pg_index AS i
                    WHERE i.indrelid = a.attrelid AND i.indisunique AND a.attnum = ANY (i.indkey::int2[])))
            """;

    private final Connection connection;
    private final SavedParts saved;

    ReturnedRows(Connection connection, SavedParts saved) {
        this.connection = connection;
        this.saved = saved;
    }

    /**
     * What a trigger made of rows.
     *
     * @param rows how many it changed
     * @param columns the columns in which it did
     */
    record Changed(long rows, List<String> columns) {}

    /**
     * How the rows of a table differ from those saved; empty where one is missing, is not of those saved, or is not tied as it
     * was, and where the table has no primary key to find them by.
     *
     * @param rows a query for them
     * @param naming columns that name the resource or other rows without a constraint
     */
    Optional<Changed> compare(RowTable table, String rows, Collection<String> naming) throws SQLException {
        if (table.key().isEmpty()) {
            return Optional.empty();
        }
        var staging = new TableName("pg_temp", "coppice_saved_" + table.oid());
        execute("CREATE TEMPORARY TABLE " + SchemaCopy.quoted(staging.name()) + " (LIKE "
                + SchemaCopy.quoted(table.name()) + " INCLUDING GENERATED) ON COMMIT DROP");
        saved.load(connection, table.name(), staging);
        var tying = new LinkedHashSet<>(naming);
        tying.addAll(tying(table));
        var told = table.columns().keySet().stream()
                .filter(column -> !tying.contains(column))
                .toList();
        var changed = counted(table.key(), tying, told, SchemaCopy.quoted(staging), rows);
        execute("DROP TABLE " + SchemaCopy.quoted(staging));
        return changed;
    }

    private Set<String> tying(RowTable table) throws SQLException {
        var oids = Stream.concat(Stream.of(table.oid()), table.leaves().stream().map(RowTable.Leaf::oid))
                .toArray();
        try (var statement = connection.prepareStatement(TYING)) {
            statement.setArray(1, connection.createArrayOf("bigint", oids));
            try (var row = statement.executeQuery()) {
                var columns = new LinkedHashSet<String>();
                while (row.next()) {
                    columns.add(row.getString(1));
                }
                return columns;
            }
        }
    }

    private Optional<Changed> counted(
            List<String> key, Set<String> tying, List<String> told, String staging, String rows) throws SQLException {
        var columnByColumn = told.stream()
                .map(column -> "bool_or(" + differ(List.of(column)) + ")")
                .collect(joining(", ", "ARRAY[", "]::boolean[]"));
        // A key has no null, so one that is missing on either side differs.
        var sql = "SELECT count(*) FILTER (WHERE " + differ(tying) + "), count(*) FILTER (WHERE " + differ(told) + "), "
                + columnByColumn + " FROM " + staging + " AS s FULL JOIN (" + rows + ") AS r ON " + row("s", key)
                + " = " + row("r", key);
        try (var statement = connection.createStatement();
                var found = statement.executeQuery(sql)) {
            found.next();
            if (found.getLong(1) > 0) {
                return Optional.empty();
            }
            var columns = (Boolean[]) found.getArray(3).getArray();
            return Optional.of(new Changed(
                    found.getLong(2),
                    IntStream.range(0, told.size())
                            .filter(place -> Boolean.TRUE.equals(columns[place]))
                            .mapToObj(told::get)
                            .toList()));
        }
    }

    private static String differ(Collection<String> columns) {
        return row("s", columns) + " IS DISTINCT FROM " + row("r", columns);
    }

    /** Values as the text they are saved as: not every type can be compared. */
    private static String row(String of, Collection<String> columns) {
        return columns.stream()
                .map(column -> of + "." + SchemaCopy.quoted(column))
                .collect(joining(", ", "ROW(", ")::text"));
    }

    private void execute(String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
