package dev.coppice.server.internal.console;

import dev.coppice.control.TableName;

/** Quotes names that come from coppice.yaml. */
final class Identifiers {
    private Identifiers() {}

    static String quoted(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    static String table(TableName table) {
        return quoted(table.schema()) + "." + quoted(table.name());
    }

    static String literal(String text) {
        return "'" + text.replace("'", "''") + "'";
    }
}
