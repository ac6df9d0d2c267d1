package dev.coppice.lifecycle.internal.backup;

import dev.coppice.control.TableName;
import dev.coppice.lifecycle.internal.backup.BackupDocument.Part;
import dev.coppice.lifecycle.internal.backup.Shelf.Contents;
import dev.coppice.lifecycle.internal.kind.Kind;
import dev.coppice.lifecycle.internal.schema.TableCopy;
import dev.coppice.lifecycle.internal.sql.RowDigest;
import dev.coppice.lifecycle.internal.step.DeclaredStep;
import dev.coppice.lifecycle.internal.step.Rehearsed;
import dev.coppice.lifecycle.spi.SavedParts.SavedTable;
import dev.coppice.ops.CoppiceException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import javax.sql.DataSource;

/**
 * Restores a backup into scratch schemas and compares what came back with what was saved. Each part has a transaction of its
 * own that is rolled back, so nothing stays, however it ends.
 */
final class Drill {
    private final DataSource database;
    private final Kind kind;
    private final Contents contents;
    private final Shelf shelf;
    private final List<String> problems = new ArrayList<>();

    Drill(DataSource database, Kind kind, Contents contents, Shelf shelf) {
        this.database = database;
        this.kind = kind;
        this.contents = contents;
        this.shelf = shelf;
    }

    List<String> problems() {
        for (var part : contents.document().parts()) {
            part(part);
        }
        return List.copyOf(problems);
    }

    private void part(Part part) {
        try (var connection = database.getConnection()) {
            connection.setAutoCommit(false);
            try {
                rehearse(connection, part);
            } finally {
                connection.rollback();
                connection.setAutoCommit(true);
            }
        } catch (SQLException failure) {
            problems.add("Step " + part.step() + " of " + part.resource() + ": " + BackupFaults.clause(failure) + ".");
        } catch (CoppiceException failure) {
            problems.add("Step " + part.step() + " of " + part.resource() + ": "
                    + failure.fault().found());
        }
    }

    private void rehearse(Connection connection, Part part) throws SQLException {
        var scratch = "coppice_drill_" + contents.backup();
        Limits.lift(connection);
        execute(connection, "CREATE SCHEMA " + scratch);
        var saved = new StoredParts(contents, part, shelf::borrowed);
        var declared = kind.steps().stream()
                .filter(step -> step.name().equals(part.step()))
                .map(DeclaredStep::step)
                .findFirst();
        if (declared.isPresent() && declared.get() instanceof Rehearsed rehearsed) {
            rehearsed
                    .rehearse(connection, saved, scratch)
                    .forEach(
                            problem -> problems.add("Step " + part.step() + " of " + part.resource() + ": " + problem));
            return;
        }
        if (declared.isEmpty()) {
            problems.add("Step " + part.step() + " of " + part.resource() + " is no longer declared.");
        }
        var number = 0;
        for (var table : saved.tables()) {
            compare(connection, saved, table, new TableName(scratch, "t" + ++number));
        }
    }

    // A table that lives is what its rows would come back to: an empty copy of it takes them, or says why not.
    private void compare(Connection connection, StoredParts saved, SavedTable table, TableName copy)
            throws SQLException {
        var names = saved.columns(table.table());
        var shape = TableShapes.of(connection, table.table(), names);
        if (shape.refusal(contents.backup()).isPresent()) {
            problems.add(shape.refusal(contents.backup()).get().fault().found());
            return;
        }
        TableCopy.lasting(connection, copy, table.table(), names);
        saved.load(connection, table.table(), copy);
        var columns = names.stream().map(Drill::quoted).collect(Collectors.joining(", "));
        var found = RowDigest.read(connection, table.table(), "SELECT " + columns + " FROM " + quoted(copy));
        if (!found.equals(table)) {
            problems.add("Table " + table.table() + " came back with " + found.rows() + " rows that are not the "
                    + table.rows() + " saved.");
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String quoted(TableName table) {
        return quoted(table.schema()) + "." + quoted(table.name());
    }

    private static String quoted(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }
}
