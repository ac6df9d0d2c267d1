package dev.coppice.prune.internal.chunk;

import dev.coppice.control.TableName;
import dev.coppice.prune.internal.closure.Closure;
import dev.coppice.prune.internal.closure.Relation;
import dev.coppice.prune.internal.read.Sql;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Locks what goes with the roots, level by level, parents before children. A level is locked before the next one is read,
 * in a statement of its own: from then on nobody can hang a row below it or move one away.
 */
final class Reach {
    private final Sql sql;
    private final Closure closure;
    private final Sets sets;
    private final Links links;
    private final Map<TableName, Long> counts = new HashMap<>();
    private long left;

    private Reach(Sql sql, Closure closure, Sets sets, long budget) {
        this.sql = sql;
        this.closure = closure;
        this.sets = sets;
        this.links = new Links(closure);
        this.left = budget;
    }

    /**
     * How many rows of each table go with the roots that are locked, those included.
     *
     * @param roots how many roots are locked
     * @param budget how many rows may go
     * @return the counts; {@link Counts#within} is false as soon as there are more
     */
    static Counts lock(Sql sql, Closure closure, Sets sets, long roots, long budget) {
        return below(sql, closure, sets, closure.root(), roots, budget);
    }

    /** The same for rows of any table that are locked. */
    static Counts below(Sql sql, Closure closure, Sets sets, TableName from, long rows, long budget) {
        var reach = new Reach(sql, closure, sets, budget);
        reach.count(from, rows);
        var within = reach.left >= 0 && reach.all();
        return new Counts(Map.copyOf(reach.counts), within);
    }

    /**
     * What was locked.
     *
     * @param rows rows by table
     * @param within whether that is all, within the budget
     */
    record Counts(Map<TableName, Long> rows, boolean within) {
        long of(TableName table) {
            return rows.getOrDefault(table, 0L);
        }

        long total() {
            return rows.values().stream().mapToLong(Long::longValue).sum();
        }
    }

    private boolean all() {
        for (var group : closure.order().reversed()) {
            if (!enter(group) || !around(group)) {
                return false;
            }
        }
        return true;
    }

    /** From groups above into this one. */
    private boolean enter(List<TableName> group) {
        for (var child : group) {
            for (var relation : closure.into(child)) {
                if (!group.contains(relation.parent()) && rows(relation.parent()) > 0) {
                    var into = sets.locked(child);
                    if (!count(child, take(relation, sets.locked(relation.parent()), into))) {
                        return false;
                    }
                }
            }
        }
        return true;
    }

    /** Within a group, round by round, until nothing new is reached. */
    private boolean around(List<TableName> group) {
        var inner = closure.deleted().stream()
                .filter(relation -> group.contains(relation.child()) && group.contains(relation.parent()))
                .toList();
        if (inner.isEmpty() || group.stream().allMatch(table -> rows(table) == 0)) {
            return true;
        }
        if (inner.size() == 1 && inner.getFirst().self()) {
            return down(inner.getFirst());
        }
        group.forEach(table -> copy(sets.locked(table), sets.frontier(table)));
        while (true) {
            var found = 0L;
            for (var relation : inner) {
                var more = take(relation, sets.frontier(relation.parent()), sets.locked(relation.child()));
                if (!count(relation.child(), more)) {
                    return false;
                }
                found += more;
            }
            if (found == 0) {
                return true;
            }
            group.forEach(table -> copy(sets.next(table), sets.frontier(table)));
            group.forEach(this::emptyNext);
        }
    }

    /**
     * Down a table that names itself, however deep, in one statement; and again, until nothing is found that came between
     * reading and locking. OFFSET keeps the planner from reading the whole table for each row of the chain.
     */
    private boolean down(Relation relation) {
        var rows = sets.locked(relation.child());
        var table = rows.table();
        while (true) {
            var limit = left == Long.MAX_VALUE ? "" : " LIMIT " + (rows(relation.child()) + left + 1);
            var found = sql.one(
                    "WITH RECURSIVE down AS (SELECT " + rows.again("k") + " FROM " + rows.rows("k") + " UNION SELECT "
                            + rows.again("c") + " FROM down AS k CROSS JOIN LATERAL (SELECT " + rows.selected()
                            + " FROM "
                            + table.from() + " WHERE " + links.namesRow(relation, rows)
                            + " OFFSET 0) AS c), near AS (SELECT * FROM down" + limit
                            + "), locked AS MATERIALIZED (SELECT " + rows.selected() + " FROM " + table.from()
                            + " JOIN near AS k ON " + rows.matching("k") + " WHERE "
                            + rows.lacksUnder("j") + " FOR UPDATE) SELECT count(*) AS n, "
                            + rows.added() + " FROM locked",
                    row -> row.number("n"));
            if (!count(relation.child(), found)) {
                return false;
            }
            if (found == 0) {
                return true;
            }
        }
    }

    /** Locks the children of a set, adds them to another and to the next frontier; how many were new. */
    private long take(Relation relation, KeySet parents, KeySet into) {
        var child = links.child(relation);
        var next = sets.next(relation.child());
        var fresh = rows(relation.child()) > 0 ? " AND " + into.lacks() : "";
        var limit = left == Long.MAX_VALUE ? "" : " LIMIT " + (left + 1);
        return sql.one(
                "WITH locked AS MATERIALIZED (SELECT " + into.selected() + " FROM " + child.from() + " WHERE "
                        + links.names(relation, parents) + fresh + limit + " FOR UPDATE) SELECT count(*) AS n, "
                        + into.added()
                        + (circular(relation) ? ", " + next.added() : "") + " FROM locked",
                row -> row.number("n"));
    }

    private boolean circular(Relation relation) {
        return closure.order().stream()
                .anyMatch(group -> group.contains(relation.child()) && group.contains(relation.parent()));
    }

    private void copy(KeySet from, KeySet to) {
        sql.one("SELECT " + to.copied(from), row -> 0);
    }

    private void emptyNext(TableName table) {
        sql.one("SELECT " + sets.next(table).emptied(), row -> 0);
    }

    private boolean count(TableName table, long more) {
        counts.merge(table, more, Long::sum);
        left -= more;
        return left >= 0;
    }

    private long rows(TableName table) {
        return counts.getOrDefault(table, 0L);
    }
}
