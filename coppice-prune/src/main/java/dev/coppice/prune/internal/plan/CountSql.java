package dev.coppice.prune.internal.plan;

import dev.coppice.control.TableName;
import dev.coppice.prune.internal.closure.Closure;
import dev.coppice.prune.internal.closure.ClosureTable;
import dev.coppice.prune.internal.closure.Relation;
import dev.coppice.prune.internal.sql.ChunkSql;
import dev.coppice.prune.internal.sql.KeySet;
import dev.coppice.prune.internal.sql.Levels;
import dev.coppice.prune.internal.sql.Links;
import dev.coppice.prune.internal.sql.Slots;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * One query that counts the rows of a closure by joining down from the policy's rows, by the conditions chunks use: a WITH
 * query per table holds what a chunk would keep of its rows. Tables that name each other in a circle, or themselves, are one
 * recursive query of tagged rows with a slot for the columns of each.
 */
final class CountSql {
    private final Closure closure;
    private final ChunkSql texts;
    private final Levels levels;
    private final Links links;
    private final List<ClosureTable> tables;
    private final String rootConditions;

    CountSql(ChunkSql texts, String rootConditions) {
        this.closure = texts.closure();
        this.texts = texts;
        this.levels = texts.unlockedLevels();
        this.links = new Links(closure);
        this.tables = closure.goingTables();
        this.rootConditions = rootConditions;
    }

    /** The query; {@code deleted0} … are the tables that go in their order, {@code edited0} … the relations that edit. */
    String text() {
        var counts = Stream.concat(
                IntStream.range(0, tables.size()).mapToObj(i -> "(SELECT count(*) FROM r" + i + ") AS deleted" + i),
                IntStream.range(0, closure.edited().size())
                        .mapToObj(i -> "(" + edited(closure.edited().get(i)) + ") AS edited" + i));
        return with() + "\nSELECT " + counts.collect(Collectors.joining(",\n"));
    }

    /** The rows of a table that go, as FROM items: the table and what tells its rows. */
    String going(TableName table) {
        var set = kept(table);
        return closure.table(table).from() + " JOIN r" + number(table) + " AS coppice_going ON "
                + set.matching("coppice_going");
    }

    /** The rows that a relation changes, as a table and a condition. */
    String changing(Relation relation) {
        var table = closure.table(relation.child());
        var going = closure.goes(relation.child())
                ? " AND NOT EXISTS (SELECT FROM r" + number(relation.child()) + " AS coppice_own WHERE "
                        + kept(relation.child()).matching("coppice_own") + ")"
                : "";
        return table.from() + " WHERE " + named(relation) + going;
    }

    /** A WITH query for each table that goes. */
    String with() {
        var queries = new ArrayList<String>();
        var root = closure.rootTable();
        queries.add("r0 AS MATERIALIZED (SELECT " + kept(root.name()).selected() + " FROM " + root.from() + " WHERE "
                + rootConditions + ")");
        for (var group : closure.order().reversed()) {
            queries.addAll(group(group.stream()
                    .filter(table -> !table.equals(closure.root()))
                    .toList()));
        }
        return "WITH RECURSIVE " + String.join(",\n", queries);
    }

    private List<String> group(List<TableName> group) {
        if (!levels.inner(group).isEmpty()) {
            return circle(group);
        }
        return group.stream()
                .map(table -> "r" + number(table) + " AS MATERIALIZED (" + reached(table) + ")")
                .toList();
    }

    private String reached(TableName name) {
        var table = closure.table(name);
        return closure.into(name).stream()
                .map(relation ->
                        "SELECT " + kept(name).selected() + " FROM " + table.from() + " WHERE " + named(relation))
                .collect(Collectors.joining(" UNION "));
    }

    private List<String> circle(List<TableName> group) {
        var slots = new Slots(texts.sets(), group);
        var seeds = levels.outer(group).stream()
                .map(relation -> "(" + rows(slots, relation.child()) + " WHERE " + named(relation) + ")");
        var name = "coppice_g" + number(group.getFirst());
        var steps = levels.inner(group).stream()
                .map(relation -> rows(slots, relation.child()) + " CROSS JOIN LATERAL (SELECT "
                        + slots.kept(relation.parent(), "coppice_g") + ") AS coppice_k WHERE coppice_g.tag = "
                        + slots.tag(relation.parent())
                        + " AND "
                        + links.namesRow(relation, kept(relation.parent())));
        var queries = new ArrayList<String>();
        queries.add(name + " AS (" + seeds.collect(Collectors.joining(" UNION ")) + " UNION SELECT coppice_step.* FROM "
                + name + " AS coppice_g CROSS JOIN LATERAL (" + steps.collect(Collectors.joining(" UNION ALL "))
                + ") AS coppice_step)");
        for (var table : group) {
            queries.add("r" + number(table) + " AS (SELECT " + slots.kept(table, "coppice_g") + " FROM " + name
                    + " AS coppice_g WHERE tag = " + slots.tag(table) + ")");
        }
        return queries;
    }

    private String rows(Slots slots, TableName table) {
        return "SELECT " + slots.row(table) + " FROM " + closure.table(table).from();
    }

    private String edited(Relation relation) {
        return "SELECT count(*) FROM " + changing(relation);
    }

    private String named(Relation relation) {
        return "EXISTS (SELECT FROM r" + number(relation.parent()) + " AS coppice_k WHERE "
                + links.namesRow(relation, kept(relation.parent())) + ")";
    }

    private KeySet kept(TableName table) {
        return texts.sets().locked(table);
    }

    private int number(TableName table) {
        return tables.indexOf(closure.table(table));
    }
}
