package dev.coppice.cli.internal.command;

import dev.coppice.cli.internal.Figures;
import dev.coppice.cli.internal.TextTable;
import dev.coppice.server.document.RestoreDocument;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** What a restore has done, or would do, as a person reads it. */
final class RestoreText {
    private RestoreText() {}

    static String of(RestoreDocument document) {
        var tables = new TreeSet<>(document.restored().keySet());
        tables.addAll(document.edited().keySet());
        tables.addAll(document.skipped().keySet());
        var said = new StringBuilder();
        if (tables.isEmpty()) {
            said.append(document.dryRun() ? "Nothing would come back." : "Nothing came back.")
                    .append('\n');
        } else {
            var rows =
                    TextTable.of("TABLE", document.dryRun() ? "WOULD COME BACK" : "CAME BACK", "SET BACK", "LEFT OUT");
            tables.forEach(table -> rows.row(
                    table,
                    count(document.restored(), table),
                    document.dryRun() ? "-" : count(document.edited(), table),
                    count(document.skipped(), table)));
            said.append(rows).append('\n');
        }
        document.conflicts()
                .forEach(conflict -> said.append("Conflict in ")
                        .append(conflict.table())
                        .append(": ")
                        .append(Figures.count(conflict.rows(), "row", "rows"))
                        .append(" against ")
                        .append(conflict.constraint())
                        .append('\n'));
        lines(said, "Would be made: ", document.made());
        lines(said, "Would fire: trigger ", document.triggers());
        lines(said, "", document.warnings());
        lines(said, "Has no unique key, so that a row may come to be there twice: ", document.keyless());
        return said.toString();
    }

    private static void lines(StringBuilder said, String head, List<String> items) {
        items.forEach(item -> said.append(head).append(item).append('\n'));
    }

    private static String count(Map<String, Long> rows, String table) {
        return Figures.count(rows.getOrDefault(table, 0L));
    }
}
