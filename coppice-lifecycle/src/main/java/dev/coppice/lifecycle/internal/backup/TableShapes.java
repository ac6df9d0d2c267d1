package dev.coppice.lifecycle.internal.backup;

import dev.coppice.control.TableName;
import dev.coppice.lifecycle.spi.BackupWriter.Phase;
import dev.coppice.lifecycle.spi.SavedParts;
import dev.coppice.ops.CoppiceException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;

/**
 * Tables that outlive the resources, beside the columns that a backup has of them. They may have been changed since: whether
 * saved rows still fit is known before the first of them is written.
 *
 * @param table the table
 * @param gone columns that were saved and that it has no more
 * @param unfilled columns it has got since that take no null and have nothing to take instead
 * @param filled columns it has got since that take their default
 */
record TableShapes(TableName table, List<String> gone, List<String> unfilled, List<String> filled) {
    // A trigger before the insert may fill what has no default: then it is for the insert to say.
    private static final String COLUMNS = """
            SELECT
                a.attname::text,
                a.attgenerated = '' AND (a.atthasdef OR a.attidentity <> '' OR t.typdefault IS NOT NULL),
                a.attgenerated = '' AND (a.attnotnull OR t.typnotnull) AND NOT EXISTS (
                    SELECT FROM pg_catalog.pg_trigger AS g
                    WHERE g.tgrelid = c.oid AND g.tgtype & 7 = 7 AND g.tgenabled IN ('O', 'A') AND NOT g.tgisinternal)
            FROM pg_catalog.pg_attribute AS a
            JOIN pg_catalog.pg_class AS c ON c.oid = a.attrelid
            JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
            JOIN pg_catalog.pg_type AS t ON t.oid = a.atttypid
            WHERE n.nspname = ? AND c.relname = ? AND a.attnum > 0 AND NOT a.attisdropped
            ORDER BY a.attnum
            """;

    private record Saved(TableName table, List<String> columns) {}

    /** Those of everything that comes back as rows; a schema of the resource's own is made as it was. */
    static List<TableShapes> of(Connection connection, Collection<SavedParts> all) throws SQLException {
        var shapes = new ArrayList<TableShapes>();
        for (var saved : saved(all)) {
            shapes.add(of(connection, saved.table(), saved.columns()));
        }
        return shapes;
    }

    private static LinkedHashSet<Saved> saved(Collection<SavedParts> all) {
        var saved = new LinkedHashSet<Saved>();
        for (var parts : all) {
            tables(parts).forEach(table -> saved.add(new Saved(table, parts.columns(table))));
        }
        return saved;
    }

    /** The tables that rows of a step come back into, and that are there before. */
    static List<TableName> tables(SavedParts parts) {
        return parts.scripts(Phase.BEFORE_ROWS).isEmpty()
                ? parts.tables().stream()
                        .filter(table -> table.rows() > 0)
                        .map(SavedParts.SavedTable::table)
                        .toList()
                : List.of();
    }

    /** That of one table; of one that is not there, nothing is told here. */
    static TableShapes of(Connection connection, TableName table, List<String> saved) throws SQLException {
        var now = new ArrayList<String>();
        var filled = new ArrayList<String>();
        var unfilled = new ArrayList<String>();
        try (var statement = connection.prepareStatement(COLUMNS)) {
            statement.setString(1, table.schema());
            statement.setString(2, table.name());
            try (var row = statement.executeQuery()) {
                while (row.next()) {
                    var column = row.getString(1);
                    now.add(column);
                    if (saved.contains(column)) {
                        continue;
                    }
                    if (row.getBoolean(2)) {
                        filled.add(column);
                    } else if (row.getBoolean(3)) {
                        unfilled.add(column);
                    }
                }
            }
        }
        var gone = now.isEmpty()
                ? List.<String>of()
                : saved.stream().filter(column -> !now.contains(column)).toList();
        return new TableShapes(table, gone, List.copyOf(unfilled), List.copyOf(filled));
    }

    /** What refuses to put rows back there. */
    Optional<CoppiceException> refusal(long backup) {
        if (!gone.isEmpty()) {
            return Optional.of(BackupFaults.columnsGone(backup, table, gone));
        }
        return unfilled.isEmpty()
                ? Optional.empty()
                : Optional.of(BackupFaults.columnsUnfilled(backup, table, unfilled));
    }

    /** What a person should know. */
    Optional<String> remark() {
        return filled.isEmpty()
                ? Optional.empty()
                : Optional.of("Since the backup was taken, " + table
                        + " has got columns that it does not know; rows that come" + " back take their defaults: "
                        + String.join(", ", filled) + ".");
    }
}
