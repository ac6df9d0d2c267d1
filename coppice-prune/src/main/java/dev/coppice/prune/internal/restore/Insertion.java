package dev.coppice.prune.internal.restore;

import dev.coppice.prune.internal.read.Sql;
import java.util.ArrayList;
import java.util.List;

/**
 * One statement that puts staged rows into one table, or into several that need each other: foreign keys are checked at its
 * end, when all rows are there.
 */
final class Insertion {
    private final Sql sql;
    private final List<Staged> group;
    private final boolean replacing;

    /** Without {@code replacing} the statement updates nothing, and needs no right to. */
    Insertion(Sql sql, List<Staged> group, boolean replacing) {
        this.sql = sql;
        this.group = group;
        this.replacing = replacing;
    }

    void run(Outcome outcome) {
        var parts = new ArrayList<String>();
        var counts = new ArrayList<String>();
        for (var i = 0; i < group.size(); i++) {
            var staged = group.get(i);
            parts.add("put" + i + " AS (" + insert(staged) + ")");
            parts.add("gave" + i + " AS (" + replace(staged) + ")");
            var from = " FROM " + staged.from() + " WHERE coppice_fate ";
            counts.add("(SELECT count(*) FROM put" + i + ") + (SELECT count(*) FROM gave" + i + ") AS arrived" + i);
            counts.add("(SELECT count(*)" + from + "IS NULL) + (SELECT count(*)" + from + "= " + Fates.REPLACED
                    + ") AS sent" + i);
        }
        sql.one("WITH " + String.join(", ", parts) + " SELECT " + String.join(", ", counts), row -> {
            for (var i = 0; i < group.size(); i++) {
                arrived(group.get(i).table(), row.number("sent" + i), row.number("arrived" + i), outcome);
            }
            return true;
        });
    }

    private static void arrived(TargetTable table, long sent, long arrived, Outcome outcome) {
        if (sent != arrived) {
            throw new Suppressed(table.name(), sent, arrived);
        }
        outcome.restored(table.name(), arrived);
    }

    private static String insert(Staged staged) {
        var columns = staged.table().written();
        return "INSERT INTO " + Names.quoted(staged.table().name()) + " (" + Names.list(columns)
                + ") OVERRIDING SYSTEM VALUE SELECT " + Names.of("staged", columns) + " FROM " + staged.from()
                + " AS staged WHERE staged.coppice_fate IS NULL RETURNING 1";
    }

    private String replace(Staged staged) {
        var table = staged.table();
        var columns = table.replaced();
        if (!replacing || columns.isEmpty() || table.key().isEmpty()) {
            return "SELECT 1 FROM " + staged.from() + " WHERE coppice_fate = " + Fates.REPLACED;
        }
        return "UPDATE " + table.from() + " AS there SET "
                + String.join(
                        ", ",
                        columns.stream()
                                .map(column -> Names.quoted(column) + " = staged." + Names.quoted(column))
                                .toList())
                + " FROM " + staged.from() + " AS staged WHERE staged.coppice_fate = " + Fates.REPLACED + " AND "
                + Edits.sameKey(table) + " RETURNING 1";
    }
}
