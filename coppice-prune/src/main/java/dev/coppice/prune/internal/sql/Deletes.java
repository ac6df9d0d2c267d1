package dev.coppice.prune.internal.sql;

import dev.coppice.control.TableName;
import dev.coppice.prune.internal.closure.Closure;
import dev.coppice.prune.internal.closure.ClosureTable;
import dev.coppice.prune.internal.closure.Column;
import dev.coppice.prune.internal.closure.Relation;
import dev.coppice.prune.internal.policy.Eligibility;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * How rows in hand are deleted, and how those are read that the database will change. A delete repeats why its rows go
 * besides naming them.
 */
final class Deletes {
    private final Closure closure;
    private final Eligibility eligibility;
    private final KeySets sets;

    Deletes(Closure closure, Eligibility eligibility, KeySets sets) {
        this.closure = closure;
        this.eligibility = eligibility;
        this.sets = sets;
    }

    /** Deletes the rows of one table, or of several that name each other in a circle, and yields them. */
    String rows(List<TableName> group) {
        if (group.size() == 1) {
            var table = closure.table(group.getFirst());
            return delete(table) + "\nRETURNING " + columns(table);
        }
        var queries = IntStream.range(0, group.size())
                .mapToObj(i -> "gone" + i + " AS (\n" + delete(closure.table(group.get(i))) + "\nRETURNING *)")
                .collect(Collectors.joining(",\n"));
        var slots = IntStream.range(0, group.size())
                .mapToObj(i -> slots(group, i))
                .collect(Collectors.joining("\nUNION ALL\n"));
        return "WITH " + queries + "\n" + slots;
    }

    /** Deletes the rows and yields their number, table by table. */
    String count(List<TableName> group) {
        var queries = IntStream.range(0, group.size())
                .mapToObj(i -> "gone" + i + " AS (\n" + delete(closure.table(group.get(i))) + "\nRETURNING 1)")
                .collect(Collectors.joining(",\n"));
        var counts = IntStream.range(0, group.size())
                .mapToObj(i -> "(SELECT count(*) FROM gone" + i + ") AS deleted" + i)
                .collect(Collectors.joining(", "));
        return "WITH " + queries + "\nSELECT " + counts;
    }

    /** Locks and yields the rows a relation will change: their identity, then the columns as they are now. */
    String edit(Relation relation) {
        var table = closure.table(relation.child());
        var changed = relation.rule().setColumns().stream().map(table::column);
        var identity = table.identity().columns().stream().map(key -> key.column());
        var going = closure.goes(relation.child())
                ? "\n    AND NOT (" + sets.of(relation.child()).holdsOwn() + ")"
                : "";
        return "SELECT "
                + Stream.concat(identity, changed)
                        .distinct()
                        .map(table::qualified)
                        .collect(Collectors.joining(", "))
                + "\nFROM " + table.from() + "\nWHERE " + sets.leads(relation) + going + "\nFOR UPDATE";
    }

    private String delete(ClosureTable table) {
        var conditions = new ArrayList<String>();
        conditions.add(sets.of(table.name()).foundOwn());
        if (!table.name().equals(closure.root())) {
            conditions.add("("
                    + closure.into(table.name()).stream()
                            .map(sets::follows)
                            .collect(Collectors.joining("\n        OR "))
                    + ")");
        } else if (eligibility.selfContained()) {
            conditions.addAll(eligibility.conditions());
        } else {
            // A condition that reads other rows may see those already deleted; it was asked under lock before.
            eligibility.age().ifPresent(age -> conditions.add(table.qualified(age.column()) + " < " + age.horizon()));
        }
        return "DELETE FROM " + table.from() + "\nWHERE " + String.join("\n    AND ", conditions);
    }

    private String slots(List<TableName> group, int tag) {
        var values = new ArrayList<String>();
        values.add(tag + " AS coppice_table");
        for (var i = 0; i < group.size(); i++) {
            for (var column : closure.table(group.get(i)).columns()) {
                values.add(i == tag ? "gone" + i + "." + column.sql() : "NULL::" + column.type());
            }
        }
        return "SELECT " + String.join(", ", values) + " FROM gone" + tag;
    }

    private static String columns(ClosureTable table) {
        return table.columns().stream().map(Column::sql).collect(Collectors.joining(", "));
    }
}
