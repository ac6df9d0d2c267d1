package dev.coppice.prune.internal.chunk;

import dev.coppice.control.TableName;
import dev.coppice.prune.internal.closure.Closure;
import dev.coppice.prune.internal.closure.Relation;
import dev.coppice.prune.internal.read.Sql;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Finds what must not go after all. A row that stays keeps what it refers to: a row of a table outside of the cascade, or
 * one of the policy's own table that does not meet the policy itself. From there it climbs to the roots.
 */
final class Staying {
    private final Sql sql;
    private final Closure closure;
    private final Sets sets;
    private final Links links;
    private final Set<TableName> held;
    private final List<Reason> reasons = new ArrayList<>();
    private final Set<TableName> tables = new HashSet<>();

    /** Why a root stays: a stable word, and a sentence. */
    record Reason(String code, String sentence) {}

    /**
     * What stays of what is locked.
     *
     * @param held the tables that have holds
     */
    Staying(Sql sql, Closure closure, Sets sets, Set<TableName> held) {
        this.sql = sql;
        this.closure = closure;
        this.sets = sets;
        this.links = new Links(closure);
        this.held = held;
    }

    /**
     * Fills the sets of what stays.
     *
     * @param may the condition that a row of the policy's table may go
     * @param locked what was locked
     * @return why, empty when everything may go
     */
    List<Reason> find(String may, Reach.Counts locked) {
        if (!closure.into(closure.root()).isEmpty()) {
            living(may);
        }
        closure.blocking().stream()
                .filter(relation -> locked.of(relation.parent()) > 0)
                .forEach(this::referred);
        held.stream().filter(table -> locked.of(table) > 0).forEach(this::held);
        if (!reasons.isEmpty()) {
            climb();
        }
        return List.copyOf(reasons);
    }

    private void living(String may) {
        var root = sets.locked(closure.root());
        var living = sql.one(
                "WITH living AS MATERIALIZED (SELECT " + root.selected() + " FROM "
                        + root.table().from() + " WHERE " + root.contains() + " AND (" + may
                        + ") IS NOT TRUE) SELECT count(*) AS n, "
                        + sets.staying(closure.root()).stored() + " FROM living",
                row -> row.number("n"));
        if (living > 0) {
            tables.add(closure.root());
            reasons.add(new Reason(
                    "referenced",
                    "A row of " + closure.root() + " that stays, since it may not go itself, refers to it."));
        }
    }

    private void referred(Relation relation) {
        var child = links.child(relation);
        var parents = sets.locked(relation.parent());
        var any = sql.one(
                "SELECT EXISTS (SELECT FROM " + child.from() + " WHERE " + links.names(relation, parents)
                        + ") AS found",
                row -> row.truth("found"));
        if (any) {
            sql.one(
                    "WITH kept AS MATERIALIZED (SELECT " + parents.again("k") + " FROM " + parents.rows("k")
                            + " WHERE EXISTS (SELECT FROM " + child.from() + " WHERE "
                            + links.namesRow(relation, parents) + ")) SELECT "
                            + sets.staying(relation.parent()).added() + " FROM kept",
                    row -> 0);
            tables.add(relation.parent());
            reasons.add(new Reason("referenced", "A row of " + relation.child() + " that stays refers to it."));
        }
    }

    private void held(TableName name) {
        var locked = sets.locked(name);
        var found = sql.one(
                "WITH held AS MATERIALIZED (SELECT " + locked.selected() + " FROM "
                        + locked.table().from() + " WHERE " + locked.contains() + " AND NOT ("
                        + Roots.notHeld(locked.table()) + ")) SELECT count(*) AS n, "
                        + sets.staying(name).added()
                        + " FROM held",
                row -> row.number("n"));
        if (found > 0) {
            tables.add(name);
            reasons.add(new Reason("held", "A row of " + name + " that belongs to it is held."));
        }
    }

    /** Up along the relations by which rows were reached, until nothing new is found. */
    private void climb() {
        var found = true;
        while (found) {
            found = false;
            for (var relation : closure.deleted()) {
                if (tables.contains(relation.child()) && !ownChain(relation) && climb(relation)) {
                    tables.add(relation.parent());
                    found = true;
                }
            }
        }
    }

    /** Whoever notes the roots climbs these in one statement, as far as they go. */
    private boolean ownChain(Relation relation) {
        return relation.child().equals(closure.root())
                && closure.into(closure.root()).stream().allMatch(Relation::self);
    }

    private boolean climb(Relation relation) {
        var child = links.child(relation);
        var parents = sets.locked(relation.parent());
        var staying = sets.staying(relation.parent());
        return sql.one(
                        "WITH kept AS MATERIALIZED (SELECT DISTINCT " + parents.again("k") + " FROM "
                                + parents.rows("k")
                                + " JOIN " + child.from() + " ON " + links.namesRow(relation, parents) + " WHERE "
                                + sets.staying(relation.child()).contains() + " AND NOT EXISTS (SELECT FROM "
                                + staying.rows("s") + " WHERE " + staying.same("k", "s") + ")) SELECT count(*) AS n, "
                                + staying.added() + " FROM kept",
                        row -> row.number("n"))
                > 0;
    }
}
