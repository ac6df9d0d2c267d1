package dev.coppice.prune.internal.restore;

import dev.coppice.archive.ArchivedTable;
import dev.coppice.control.TableName;
import java.util.ArrayList;
import java.util.List;

/**
 * Statements that make the tables another schema lacks: columns with their types, NOT NULL and the primary key. Computed
 * columns become plain ones and hold what they held; foreign keys, defaults and the rest are left out.
 */
final class Making {
    private Making() {}

    static List<String> statements(Selection selection, Targets targets) {
        var statements = new ArrayList<String>();
        for (var table : targets.tables().values()) {
            if (!table.there()) {
                statements.add(table(table.archived(), table.name()));
            }
        }
        if (!statements.isEmpty()) {
            statements.addFirst("CREATE SCHEMA IF NOT EXISTS "
                    + Names.quoted(selection.options().into().orElseThrow()));
        }
        return statements;
    }

    private static String table(ArchivedTable archived, TableName name) {
        var parts = new ArrayList<String>();
        for (var column : archived.columns()) {
            parts.add(Names.quoted(column.name()) + " " + column.type() + (column.notNull() ? " NOT NULL" : ""));
        }
        if (!archived.key().isEmpty()) {
            parts.add("PRIMARY KEY (" + Names.list(archived.key()) + ")");
        }
        return "CREATE TABLE " + Names.quoted(name) + " (" + String.join(", ", parts) + ")";
    }
}
