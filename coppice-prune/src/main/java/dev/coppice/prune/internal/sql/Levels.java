package dev.coppice.prune.internal.sql;

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
     * Takes the children of a set in hand, and in the next frontier where tables name each other in a circle.
     *
     * @param parents the set
     * @param fresh whether some children are in hand already
     * @param limit {@code LIMIT} and how many at most, or nothing
     */
    public String level(Relation relation, KeySet parents, boolean fresh, String limit) {
        var into = sets.locked(relation.child());
        return "WITH locked AS MATERIALIZED (SELECT " + into.selected() + " FROM "
                + links.child(relation).from() + " WHERE " + links.names(relation, parents)
                + (fresh ? " AND " + into.lacks() : "") + limit + lock + ") SELECT count(*) AS n, " + into.added()
                + (circular(relation) ? ", " + sets.next(relation.child()).added() : "") + " FROM locked";
    }

    /**
     * Down a table that names itself, however deep, in one statement. OFFSET keeps the planner from reading the whole table
     * for each row of the chain.
     */
    public String down(Relation relation, String limit) {
        var rows = sets.locked(relation.child());
        var from = rows.table().from();
        return "WITH RECURSIVE down AS (SELECT " + rows.again("k") + " FROM " + rows.rows("k") + " UNION SELECT "
                + rows.again("c") + " FROM down AS k CROSS JOIN LATERAL (SELECT " + rows.selected() + " FROM " + from
                + " WHERE " + links.namesRow(relation, rows) + " OFFSET 0) AS c), near AS (SELECT * FROM down" + limit
                + "), locked AS MATERIALIZED (SELECT " + rows.selected() + " FROM " + from + " JOIN near AS k ON "
                + rows.matching("k") + " WHERE " + rows.lacksUnder("j") + lock + ") SELECT count(*) AS n, "
                + rows.added() + " FROM locked";
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

    /** Whether a group is one table that names itself by one relation, which is followed in one statement. */
    public static boolean chain(List<Relation> inner) {
        return inner.size() == 1 && inner.getFirst().self();
    }

    private boolean circular(Relation relation) {
        return closure.group(relation.child()).contains(relation.parent());
    }
}
