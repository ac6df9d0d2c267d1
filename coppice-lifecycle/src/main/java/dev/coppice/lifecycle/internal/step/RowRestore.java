package dev.coppice.lifecycle.internal.step;

import static java.util.stream.Collectors.joining;

import dev.coppice.control.TableName;
import dev.coppice.lifecycle.internal.schema.SchemaCopy;
import dev.coppice.lifecycle.spi.SavedParts;
import dev.coppice.lifecycle.spi.SavedParts.SavedTable;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Puts rows back, those referred to first. Rows that refer to each other come back in one statement, by way of a table that
 * is gone with the transaction: their foreign keys need not be deferrable.
 */
final class RowRestore {
    private static final String SETTABLE = """
            SELECT pg_catalog.string_agg(pg_catalog.quote_ident(attname), ', ' ORDER BY attnum)
            FROM pg_catalog.pg_attribute
            WHERE attrelid = ?::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = ''
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
        var rows = 0L;
        for (var table : group) {
            var staging = new TableName("pg_temp", "coppice_restore_" + table.oid());
            var target = SchemaCopy.quoted(table.name());
            execute("CREATE TEMPORARY TABLE " + SchemaCopy.quoted(staging.name()) + " (LIKE " + target
                    + " INCLUDING GENERATED) ON COMMIT DROP");
            rows += saved.load(connection, table.name(), staging);
            var columns = settable(target);
            inserts.add("put_" + table.oid() + " AS (INSERT INTO " + target + " (" + columns
                    + ") OVERRIDING SYSTEM VALUE SELECT " + columns + " FROM " + SchemaCopy.quoted(staging) + ")");
        }
        execute(inserts.stream().collect(joining(", ", "WITH ", " SELECT 1")));
        for (var table : group) {
            execute("DROP TABLE pg_temp." + SchemaCopy.quoted("coppice_restore_" + table.oid()));
        }
        return rows;
    }

    private String settable(String table) throws SQLException {
        try (var statement = connection.prepareStatement(SETTABLE)) {
            statement.setString(1, table);
            try (var row = statement.executeQuery()) {
                row.next();
                return row.getString(1);
            }
        }
    }

    private void execute(String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
