package dev.coppice.lifecycle.internal.schema;

import dev.coppice.archive.PinnedSettings;
import dev.coppice.control.TableName;
import dev.coppice.lifecycle.internal.sql.RowDigest;
import dev.coppice.lifecycle.spi.BackupWriter;
import dev.coppice.lifecycle.spi.BackupWriter.Phase;
import dev.coppice.lifecycle.spi.SavedParts;
import dev.coppice.lifecycle.spi.SavedParts.SavedTable;
import dev.coppice.ops.Fault;
import dev.coppice.ops.Fault.Kind;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A schema saved, put back, and compared with what was saved of it. */
public final class SchemaCopy {
    /** How many tables one transaction may have locks on: the server's lock table is shared by all. */
    public static final int BATCH = 600;

    /** Something of this name is there: of tables, functions, columns, and all else. */
    private static final Set<String> TWICE = Set.of("42P07", "42723", "42701", "42710", "42P16");

    private SchemaCopy() {}

    /** Saves a schema as described; each batch of tables beyond the first is read in a transaction of its own. */
    public static void save(Connection snapshot, SchemaDescription schema, BackupWriter writer) throws SQLException {
        schema.before().forEach(sql -> writer.script(Phase.BEFORE_ROWS, sql));
        schema.after().forEach(sql -> writer.script(Phase.AFTER_ROWS, sql));
        schema.remarks().forEach(writer::remark);
        var tables = schema.tables();
        save(snapshot, tables.subList(0, Math.min(BATCH, tables.size())), writer);
        for (var from = BATCH; from < tables.size(); from += BATCH) {
            writer.renew(snapshot);
            save(snapshot, tables.subList(from, Math.min(from + BATCH, tables.size())), writer);
        }
    }

    private static void save(Connection snapshot, List<TableName> batch, BackupWriter writer) throws SQLException {
        for (var table : batch) {
            writer.rows(snapshot, table, rows(table));
        }
    }

    /** The rows that lie in a table itself. */
    public static String rows(TableName table) {
        return "SELECT t.* FROM ONLY " + quoted(table) + " AS t";
    }

    /**
     * Puts a schema back. One that is there and equal is left.
     *
     * @return how many rows came back
     * @throws dev.coppice.ops.CoppiceException {@code backup.conflict}
     */
    public static long restore(Connection transaction, SavedParts saved, String schema) throws SQLException {
        if (scripts(saved).isEmpty()) {
            return 0;
        }
        if (Schemas.exists(transaction, schema)) {
            if (!differences(transaction, saved, schema).isEmpty()) {
                throw conflict(saved.backup(), schema);
            }
            return 0;
        }
        try (var statement = transaction.createStatement()) {
            statement.execute("CREATE SCHEMA " + quoted(schema));
        }
        try {
            return fill(transaction, saved, schema);
        } catch (SQLException twice) {
            if (TWICE.contains(String.valueOf(twice.getSQLState()))) {
                throw different(saved.backup(), schema, twice);
            }
            throw twice;
        }
    }

    private static long fill(Connection transaction, SavedParts saved, String schema) throws SQLException {
        var rows = load(transaction, saved, schema);
        Schemas.run(transaction, schema, saved.scripts(Phase.AFTER_ROWS));
        return rows;
    }

    private static long load(Connection transaction, SavedParts saved, String schema) throws SQLException {
        Schemas.run(transaction, schema, saved.scripts(Phase.BEFORE_ROWS));
        var rows = 0L;
        for (var table : saved.tables()) {
            rows += saved.load(transaction, table.table(), in(schema, table));
        }
        return rows;
    }

    /**
     * Puts a schema back under another name, which is empty, and says what differs. Keys to other schemas are left out, so that
     * nobody else waits for it.
     */
    public static List<String> rehearse(Connection transaction, SavedParts saved, String scratch) throws SQLException {
        if (scripts(saved).isEmpty()) {
            return List.of();
        }
        load(transaction, saved, scratch);
        var differences = rows(transaction, saved, scratch);
        Schemas.run(transaction, scratch, inward(saved.scripts(Phase.AFTER_ROWS)));
        difference(transaction, inward(scripts(saved)), scratch).ifPresent(differences::add);
        return differences;
    }

    private static List<String> inward(List<String> scripts) {
        return scripts.stream().filter(sql -> !sql.startsWith(LaterSql.OUTWARD)).toList();
    }

    /** How a schema differs from what was saved, in words: its statements first, then its rows. */
    public static List<String> differences(Connection connection, SavedParts saved, String schema) throws SQLException {
        var differences = new ArrayList<String>();
        difference(connection, saved, schema).ifPresent(differences::add);
        differences.addAll(rows(connection, saved, schema));
        return differences;
    }

    private static List<String> rows(Connection connection, SavedParts saved, String schema) throws SQLException {
        var differences = new ArrayList<String>();
        var there = Set.copyOf(Schemas.tables(connection, schema));
        for (var table : saved.tables()) {
            if (there.contains(in(schema, table))) {
                difference(connection, table, in(schema, table)).ifPresent(differences::add);
            }
        }
        return differences;
    }

    /** How the statements that make a schema differ from those saved. */
    public static Optional<String> difference(Connection connection, SavedParts saved, String schema)
            throws SQLException {
        return difference(connection, scripts(saved), schema);
    }

    private static Optional<String> difference(Connection connection, List<String> expected, String schema)
            throws SQLException {
        var found = Schemas.describe(connection, schema);
        var all = new ArrayList<>(found.before());
        all.addAll(found.after());
        if (all.equals(expected)) {
            return Optional.empty();
        }
        var missing = expected.stream().filter(sql -> !all.contains(sql)).count();
        var more = all.stream().filter(sql -> !expected.contains(sql)).count();
        return Optional.of("of the " + expected.size() + " statements that make it, " + missing
                + " are not as they were saved, and " + more + " were not saved");
    }

    /** How the rows of a table differ from those saved. */
    public static Optional<String> difference(Connection connection, SavedTable saved, TableName table)
            throws SQLException {
        PinnedSettings.apply(connection);
        var found = RowDigest.read(connection, saved.table(), rows(table));
        if (found.equals(saved)) {
            return Optional.empty();
        }
        return Optional.of("table " + table.name() + " has " + found.rows() + " rows, which are not the " + saved.rows()
                + " saved");
    }

    private static List<String> scripts(SavedParts saved) {
        var scripts = new ArrayList<>(saved.scripts(Phase.BEFORE_ROWS));
        scripts.addAll(saved.scripts(Phase.AFTER_ROWS));
        return scripts;
    }

    private static TableName in(String schema, SavedTable saved) {
        return new TableName(schema, saved.table().name());
    }

    /** A table as it stands in SQL. */
    public static String quoted(TableName table) {
        return quoted(table.schema()) + "." + quoted(table.name());
    }

    /** A name as it stands in SQL. */
    public static String quoted(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    private static RuntimeException conflict(long backup, String schema) {
        return Fault.of("backup.conflict", Kind.CONFLICT)
                .refused("Backup " + backup + " was not restored.")
                .found("The schema " + schema + " is there, and is not as it was saved.")
                .changed("Nothing was changed.")
                .next("Rename it or drop it, and try again.")
                .exception();
    }

    private static RuntimeException different(long backup, String schema, SQLException cause) {
        return Fault.of("backup.conflict", Kind.CONFLICT)
                .refused("Backup " + backup + " was not restored.")
                .found("Schema " + schema
                        + " was half dropped behind an earlier backup, and what was left of it was then"
                        + " changed: the two do not make one schema.")
                .changed("Nothing was changed.")
                .next("Download both backups, and put the schema together by hand.")
                .exception(cause);
    }
}
