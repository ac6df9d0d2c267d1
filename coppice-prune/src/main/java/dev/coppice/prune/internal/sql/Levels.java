package dev.coppice.prune.internal.sql;

import static java.util.stream.Collectors.joining;

import dev.coppice.control.TableName;
import dev.coppice.prune.internal.closure.Closure;
import dev.coppice.prune.internal.closure.Relation;
import java.util.List;

/** How children are locked and taken in hand; a dry run takes them without locks. */
public final class Levels {
    private final Closure closure;
    private final Sets sets;
    private final Links links;
    private final String lock;

    Levels(Closure closure, Sets sets, boolean locking) {
        this.closure = closure;
        this.sets = sets;
        this.links = new Links(closure);
        this.lock = locking ? " FOR UPDATE" : "";
    }

    /**
     * Takes the children of a set in hand.
     *
     * @param parents the set
     * @param fresh whether some children are in hand already
     * @param limit {@code LIMIT} and how many at most, or nothing
     */
    public String level(Relation relation, KeySet parents, boolean fresh, String limit) {
        var into = sets.locked(relation.child());
        return "WITH coppice_locked AS MATERIALIZED (SELECT " + into.selected() + " FROM "
                + links.child(relation).from() + " WHERE " + links.names(relation, parents)
                + (fresh ? " AND " + into.lacks() : "") + limit + lock + ") SELECT count(*) AS n, " + into.added()
                + " FROM coppice_locked";
    }

    /** Further within a group of tables that name each other, or one that names itself; answers {@code n}, {@code n0} and on. */
    public String circle(List<TableName> group, String limit) {
        var inner = inner(group);
        return inner.size() == 1 && inner.getFirst().self() ? down(inner.getFirst(), limit) : around(group, limit);
    }

    /**
     * Down a table that names itself, however deep, in one statement. OFFSET keeps the planner from reading the whole table
     * for each row of the chain.
     */
    private String down(Relation relation, String limit) {
        var rows = sets.locked(relation.child());
        var from = rows.table().from();
        return "WITH RECURSIVE coppice_down AS (SELECT " + rows.again("coppice_k") + " FROM " + rows.rows("coppice_k")
                + " UNION SELECT "
                + rows.again("coppice_c") + " FROM coppice_down AS coppice_k CROSS JOIN LATERAL (SELECT "
                + rows.selected() + " FROM " + from
                + " WHERE " + links.namesRow(relation, rows)
                + " OFFSET 0) AS coppice_c), coppice_near AS (SELECT * FROM coppice_down" + limit
                + "), coppice_locked AS MATERIALIZED (SELECT " + rows.selected() + " FROM " + from
                + " JOIN coppice_near AS coppice_k ON "
                + rows.matching("coppice_k") + " WHERE " + rows.lacksUnder("coppice_j") + lock
                + ") SELECT count(*) AS n, count(*) AS n0, "
                + rows.added() + " FROM coppice_locked";
    }

    /** The same around tables that name each other: answers {@code n}, and {@code n0} and on for each of them. */
    private String around(List<TableName> group, String limit) {
        var slots = new Slots(sets, group);
        var hand = group.stream()
                .map(table -> "SELECT " + slots.hand(table, "coppice_k") + " FROM "
                        + sets.locked(table).rows("coppice_k"))
                .collect(joining(" UNION ALL "));
        var steps = inner(group).stream().map(relation -> step(slots, relation)).collect(joining(" UNION ALL "));
        var locked = group.stream().map(table -> ", " + around(slots, table)).collect(joining());
        var counts = group.stream()
                .map(table -> "a" + slots.tag(table) + ".n AS n" + slots.tag(table))
                .collect(joining(", "));
        var sum = group.stream().map(table -> "a" + slots.tag(table) + ".n").collect(joining(" + "));
        var added = group.stream()
                .map(table -> "(SELECT count(*) AS n, " + sets.locked(table).added() + " FROM coppice_l"
                        + slots.tag(table) + ") AS a" + slots.tag(table))
                .collect(joining(" CROSS JOIN "));
        return "WITH RECURSIVE coppice_down AS ((" + hand
                + ") UNION SELECT coppice_step.* FROM coppice_down AS coppice_g CROSS JOIN LATERAL (" + steps
                + ") AS coppice_step), coppice_near AS MATERIALIZED (SELECT * FROM coppice_down" + limit + ")" + locked
                + " SELECT " + sum
                + " AS n, " + counts + " FROM " + added;
    }

    private String step(Slots slots, Relation relation) {
        return "(SELECT " + slots.row(relation.child()) + " FROM "
                + links.child(relation).from() + " CROSS JOIN LATERAL (SELECT "
                + slots.kept(relation.parent(), "coppice_g")
                + ") AS coppice_k WHERE coppice_g.tag = " + slots.tag(relation.parent()) + " AND "
                + links.namesRow(relation, sets.locked(relation.parent())) + " OFFSET 0)";
    }

    private String around(Slots slots, TableName table) {
        var set = sets.locked(table);
        return "coppice_l" + slots.tag(table) + " AS MATERIALIZED (SELECT " + set.selected()
                + " FROM coppice_near AS coppice_g CROSS JOIN LATERAL"
                + " (SELECT " + slots.kept(table, "coppice_g") + ") AS coppice_k JOIN "
                + set.table().from() + " ON " + set.matching("coppice_k")
                + " WHERE coppice_g.tag = " + slots.tag(table) + " AND " + set.lacksUnder("coppice_j") + lock + ")";
    }

    /** How many children a set has, without locking any, counted no further than a limit. */
    public String count(Relation relation, KeySet parents, String limit) {
        return "SELECT count(*) AS n FROM (SELECT FROM " + links.child(relation).from() + " WHERE "
                + links.names(relation, parents) + limit + ") AS found";
    }

    /** The relations within a group of tables. */
    public List<Relation> inner(List<TableName> group) {
        return closure.deleted().stream()
                .filter(relation -> group.contains(relation.child()) && group.contains(relation.parent()))
                .toList();
    }

    /** The relations from groups above into a group, table by table. */
    public List<Relation> outer(List<TableName> group) {
        return group.stream()
                .flatMap(child -> closure.into(child).stream())
                .filter(relation -> !group.contains(relation.parent()))
                .toList();
    }
}
