package dev.coppice.lifecycle.internal.step;

import static java.util.stream.Collectors.joining;

import dev.coppice.control.TableName;
import dev.coppice.lifecycle.Restored.Changed;
import dev.coppice.lifecycle.internal.schema.SchemaCopy;
import dev.coppice.lifecycle.internal.schema.TableCopy;
import dev.coppice.lifecycle.internal.sql.RowDigest;
import dev.coppice.lifecycle.spi.SavedParts;
import dev.coppice.lifecycle.spi.SavedParts.SavedTable;
import dev.coppice.lifecycle.spi.StepContext;
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
 * Rows that came back, beside those that were saved: a trigger sees each on its way, and may change it, then or when another
 * comes. Every saved row must be there, and none besides; what says which row it is and what it belongs to must be as it was: its keys, the columns that name
 * other rows or are named by them, and the one that names the resource. All else is told, and is still in the backup as it was. What a table was given since is not looked at.
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

    private final StepContext context;
    private final Connection connection;
    private final SavedParts saved;

    ReturnedRows(StepContext context, Connection connection, SavedParts saved) {
        this.context = context;
        this.connection = connection;
        this.saved = saved;
    }

    /**
     * Whether rows are those saved of a table.
     *
     * @param rows a query for the columns that were saved of them
     */
    boolean areAsSaved(SavedTable table, String rows) throws SQLException {
        return RowDigest.read(connection, table.table(), rows).equals(table);
    }

    /**
     * Tells how the rows of a table differ from those saved, and refuses the restore where one is missing, is not of those saved,
     * or is not tied as it was, and where the table has no primary key to find them by.
     *
     * @param from the table as it was saved
     * @param table the table as it is
     * @param rows a query for the columns that were saved of them
     * @param naming columns that name the resource or other rows without a constraint
     */
    void tell(TableName from, RowTable table, String rows, Collection<String> naming) throws SQLException {
        var columns = saved.columns(from);
        if (table.key().isEmpty() || !columns.containsAll(table.key())) {
            throw Conflict.changedWithoutKey(saved, table.name());
        }
        var changed = compare(from, table, rows, naming).orElseThrow(() -> Conflict.changed(saved, table.name()));
        if (changed.rows() > 0) {
            context.changed(table.name(), changed.rows(), changed.columns());
        }
    }

    private Optional<Changed> compare(TableName from, RowTable table, String rows, Collection<String> naming)
            throws SQLException {
        var columns = saved.columns(from);
        var staging = TableCopy.texts(connection, "coppice_saved_" + table.oid(), columns);
        saved.loadAsText(connection, from, staging);
        var tying = new LinkedHashSet<>(naming);
        tying.addAll(tying(table));
        tying.retainAll(columns);
        var told = columns.stream().filter(column -> !tying.contains(column)).toList();
        var changed = counted(table.key(), tying, told, SchemaCopy.quoted(staging), rows);
        TableCopy.drop(connection, staging);
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

    /** Values as the text they are saved as: not every type can be compared, and the table may have another one now. */
    private static String row(String of, Collection<String> columns) {
        return columns.stream()
                .map(column -> of + "." + SchemaCopy.quoted(column))
                .collect(joining(", ", "ROW(", ")::text"));
    }
}
