package dev.coppice.prune.internal.restore;

import dev.coppice.archive.ArchivedColumn;
import java.util.ArrayList;
import java.util.List;

/** What of a table is not as it was when its rows were archived, as far as it keeps rows from going back. */
final class Shape {
    private final TargetTable table;
    private final List<String> lines = new ArrayList<>();

    private Shape(TargetTable table) {
        this.table = table;
    }

    /** The differences, a line each; {@code keyed} when rows must be found by their primary key. */
    static List<String> differences(TargetTable table, boolean keyed) {
        var shape = new Shape(table);
        if (!table.there()) {
            shape.lines.add(table.name() + ": there is no such table");
            return shape.lines;
        }
        table.archived().columns().forEach(shape::compare);
        shape.unfilled();
        if (keyed && table.key().isEmpty()) {
            shape.lines.add(table.name() + ": its primary key is not ("
                    + String.join(", ", table.archived().key()) + ")");
        }
        return shape.lines;
    }

    private void compare(ArchivedColumn archived) {
        var found = table.find(archived.name());
        if (found.isEmpty()) {
            if (archived.isLoadable()) {
                line(archived.name(), archived.type() + " in the archive, not there now");
            }
            return;
        }
        if (!found.get().type().equals(archived.type())) {
            line(
                    archived.name(),
                    archived.type() + " in the archive, " + found.get().type() + " now");
        }
        if (found.get().computed() && archived.isLoadable()) {
            line(archived.name(), "stored in the archive, computed now");
        }
    }

    private void unfilled() {
        var known =
                table.archived().columns().stream().map(ArchivedColumn::name).toList();
        table.columns().stream()
                .filter(column -> !known.contains(column.name()))
                .filter(column -> column.notNull() && !column.filled() && !column.computed())
                .forEach(column -> line(column.name(), "not in the archive, NOT NULL without a default now"));
    }

    private void line(String column, String what) {
        lines.add(table.name() + "." + column + ": " + what);
    }
}
