package dev.coppice.prune.internal.plan;

import dev.coppice.control.TableName;
import dev.coppice.prune.internal.closure.Closure;
import dev.coppice.prune.internal.closure.ClosureTable;
import dev.coppice.prune.internal.closure.Column;
import dev.coppice.prune.internal.closure.Relation;
import dev.coppice.prune.internal.sql.KeySets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * One query that counts the rows of a closure by joining down from the policy's rows: a WITH query per table holds the
 * columns its children name it by. Tables that name each other in a circle, or themselves, are one recursive query of
 * tagged rows with a slot for the columns of each.
 */
final class CountSql {
    private final Closure closure;
    private final KeySets sets;
    private final List<ClosureTable> tables;
    private final String rootConditions;

    CountSql(Closure closure, KeySets sets, String rootConditions) {
        this.closure = closure;
        this.sets = sets;
        this.tables = closure.goingTables();
        this.rootConditions = rootConditions;
    }

    /** The query; {@code deleted0} … are the tables that go in their order, {@code edited0} … the relations that edit. */
    String text() {
        var queries = new ArrayList<String>();
        var root = closure.rootTable();
        queries.add("r0 AS MATERIALIZED (SELECT " + selected(root, root.sql()) + " FROM " + root.from() + " WHERE "
                + rootConditions + ")");
        for (var group : closure.order().reversed()) {
            queries.addAll(group(group.stream()
                    .filter(table -> !table.equals(closure.root()))
                    .toList()));
        }
        var counts = Stream.concat(
                IntStream.range(0, tables.size()).mapToObj(i -> "(SELECT count(*) FROM r" + i + ") AS deleted" + i),
                IntStream.range(0, closure.edited().size())
                        .mapToObj(i -> "(" + edited(closure.edited().get(i)) + ") AS edited" + i));
        return "WITH RECURSIVE " + String.join(",\n", queries) + "\nSELECT "
                + counts.collect(Collectors.joining(",\n"));
    }

    private List<String> group(List<TableName> group) {
        var inner = closure.deleted().stream()
                .filter(relation -> group.contains(relation.child()) && group.contains(relation.parent()))
                .toList();
        if (!inner.isEmpty()) {
            return circle(group, inner);
        }
        return group.stream()
                .map(table -> "r" + number(table) + " AS MATERIALIZED (" + reached(table, outer(table, group)) + ")")
                .toList();
    }

    private String reached(TableName name, List<Relation> relations) {
        var table = closure.table(name);
        return relations.stream()
                .map(relation ->
                        "SELECT " + selected(table, "c") + " FROM " + table.from() + " AS c WHERE " + named(relation))
                .collect(Collectors.joining(" UNION "));
    }

    private List<String> circle(List<TableName> group, List<Relation> inner) {
        var seeds = group.stream()
                .flatMap(child -> outer(child, group).stream()
                        .map(relation -> slots(group, child) + " FROM "
                                + closure.table(child).from() + " AS c WHERE " + named(relation)));
        var steps = inner.stream()
                .map(relation -> slots(group, relation.child()) + " FROM "
                        + closure.table(relation.child()).from() + " AS c WHERE g.tag = "
                        + number(relation.parent()) + " AND " + stepped(relation));
        var name = "g" + number(group.getFirst());
        var queries = new ArrayList<String>();
        queries.add(name + " AS (" + seeds.map(seed -> "(" + seed + ")").collect(Collectors.joining(" UNION "))
                + " UNION SELECT step.* FROM " + name + " AS g CROSS JOIN LATERAL ("
                + steps.collect(Collectors.joining(" UNION ALL ")) + ") AS step)");
        for (var table : group) {
            var columns = IntStream.range(0, sets.carried(table).size())
                    .mapToObj(i -> slot(table, i) + " AS coppice_k" + i)
                    .collect(Collectors.joining(", "));
            queries.add("r" + number(table) + " AS (SELECT " + columns + " FROM " + name + " WHERE tag = "
                    + number(table) + ")");
        }
        return queries;
    }

    /** A tagged row: the columns of the child called {@code c} in its slots, nulls in all others. */
    private String slots(List<TableName> group, TableName child) {
        var values = new ArrayList<String>();
        values.add(number(child) + " AS tag");
        for (var table : group) {
            var columns = sets.carried(table);
            for (var i = 0; i < columns.size(); i++) {
                var column = columns.get(i);
                values.add((table.equals(child) ? "c." + column.sql() : "NULL") + "::" + column.keyType() + " AS "
                        + slot(table, i));
            }
        }
        return "SELECT " + String.join(", ", values);
    }

    private String edited(Relation relation) {
        var table = closure.table(relation.child());
        var going = "";
        if (closure.goes(relation.child())) {
            var identity = table.identity().columns();
            going = " AND NOT EXISTS (SELECT FROM r" + number(relation.child()) + " AS own WHERE "
                    + IntStream.range(0, identity.size())
                            .mapToObj(i -> identity.get(i).column().of("c") + " "
                                    + identity.get(i).equal() + " own.coppice_k" + i)
                            .collect(Collectors.joining(" AND "))
                    + ")";
        }
        return "SELECT count(*) FROM " + table.from() + " AS c WHERE " + named(relation) + going;
    }

    private String named(Relation relation) {
        return "EXISTS (SELECT FROM r" + number(relation.parent()) + " AS p WHERE "
                + sets.joins(relation, column -> "p.coppice_k" + sets.position(relation.parent(), column)) + ")";
    }

    private String stepped(Relation relation) {
        return sets.joins(relation, column -> "g." + slot(relation.parent(), sets.position(relation.parent(), column)));
    }

    private List<Relation> outer(TableName child, List<TableName> group) {
        return closure.into(child).stream()
                .filter(relation -> !group.contains(relation.parent()))
                .toList();
    }

    private String selected(ClosureTable table, String alias) {
        List<Column> columns = sets.carried(table.name());
        return IntStream.range(0, columns.size())
                .mapToObj(i -> columns.get(i).of(alias) + " AS coppice_k" + i)
                .collect(Collectors.joining(", "));
    }

    private String slot(TableName table, int column) {
        return "s" + number(table) + "_" + column;
    }

    private int number(TableName table) {
        return tables.indexOf(closure.table(table));
    }
}
