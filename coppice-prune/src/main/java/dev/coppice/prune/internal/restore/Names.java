package dev.coppice.prune.internal.restore;

import dev.coppice.control.TableName;
import java.util.Collection;
import java.util.stream.Collectors;

/** Names and texts as they stand in SQL. */
final class Names {
    private Names() {}

    static String quoted(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    static String quoted(TableName table) {
        return quoted(table.schema()) + "." + quoted(table.name());
    }

    /** Columns in a list, each read from {@code alias}. */
    static String of(String alias, Collection<String> columns) {
        return columns.stream().map(column -> alias + "." + quoted(column)).collect(Collectors.joining(", "));
    }

    static String list(Collection<String> columns) {
        return columns.stream().map(Names::quoted).collect(Collectors.joining(", "));
    }

    static String literal(String text) {
        return "E'" + text.replace("\\", "\\\\").replace("'", "''") + "'";
    }
}
