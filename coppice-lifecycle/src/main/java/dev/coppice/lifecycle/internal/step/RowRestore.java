package dev.coppice.lifecycle.internal.step;

import static java.util.stream.Collectors.joining;

import dev.coppice.control.TableName;
import dev.coppice.lifecycle.internal.schema.SchemaCopy;
import dev.coppice.lifecycle.internal.schema.TableCopy;
import dev.coppice.lifecycle.spi.SavedParts;
import dev.coppice.lifecycle.spi.SavedParts.SavedTable;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Puts rows back, those referred to first. Rows that refer to each other come back in one statement, by way of a table that
 * is gone with the transaction: their foreign keys need not be deferrable. Columns that a table was given since take their
 * defaults.
 */
final class RowRestore {
    private static final String SETTABLE = """
            SELECT pg_catalog.string_agg(pg_catalog.quote_ident(attname), ', ' ORDER BY attnum)
            FROM pg_catalog.pg_attribute
            WHERE attrelid = ?::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = '' AND attname = ANY (?)
            """;

    private final Connection connection;
    private final SavedParts saved;

    private RowRestore(Connection connection, SavedParts saved) {
        this.connection = connection;
        this.saved = saved;
    }

    /** Puts back the rows of those tables of a step that are missing, and says how many there were. */
    static long run(Connection connection, SavedParts saved, Set<TableName> missing) throws SQLException {
        var names = saved.tables().stream().map(SavedTable::table).toList();
        var catalogue = RowCatalogue.read(connection, names, names, List.of());
        var restore = new RowRestore(connection, saved);
        var rows = 0L;
        var tables = catalogue.tables().values().stream()
                .filter(table -> missing.contains(table.name()))
                .toList();
        for (var group : RowOrder.of(tables, catalogue.links()).reversed()) {
            rows += restore.put(group, catalogue.links());
        }
        return rows;
    }

    private long put(List<RowTable> group, List<RowLink> links) throws SQLException {
        var first = group.getFirst();
        var refersToItself =
                links.stream().anyMatch(link -> link.isWithinOneTable() && link.childTable() == first.oid());
        if (group.size() == 1 && !refersToItself) {
            return saved.load(connection, first.name(), first.name());
        }
        var inserts = new ArrayList<String>();
        var copies = new ArrayList<TableName>();
        var rows = 0L;
        for (var table : group) {
            var columns = saved.columns(table.name());
            var staging = TableCopy.temporary(connection, "coppice_restore_" + table.oid(), table.name(), columns);
            copies.add(staging);
            rows += saved.load(connection, table.name(), staging);
            inserts.add(insert(table, staging, settable(table.name(), columns)));
        }
        try (var statement = connection.createStatement()) {
            statement.execute(inserts.stream().collect(joining(", ", "WITH ", " SELECT 1")));
        }
        for (var copy : copies) {
            TableCopy.drop(connection, copy);
        }
        return rows;
    }

    private static String insert(RowTable table, TableName staging, String columns) {
        return "put_" + table.oid() + " AS (INSERT INTO " + SchemaCopy.quoted(table.name()) + " (" + columns
                + ") OVERRIDING SYSTEM VALUE SELECT " + columns + " FROM " + SchemaCopy.quoted(staging) + ")";
    }

    private String settable(TableName table, List<String> columns) throws SQLException {
        try (var statement = connection.prepareStatement(SETTABLE)) {
            statement.setString(1, SchemaCopy.quoted(table));
            statement.setArray(2, connection.createArrayOf("name", columns.toArray()));
            try (var row = statement.executeQuery()) {
                row.next();
                return row.getString(1);
            }
        }
    }
}
