package dev.coppice.prune.internal.sql;

import static java.util.stream.Collectors.joining;

import dev.coppice.control.TableName;
import dev.coppice.prune.internal.closure.Closure;
import dev.coppice.prune.internal.closure.KeyColumn;
import dev.coppice.prune.internal.closure.Relation;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * How rows in hand are deleted, and how those are locked and read that the database will change. A delete repeats why its
 * rows go besides naming them.
 */
public final class Deletes {
    private final Closure closure;
    private final Sets sets;
    private final Links links;
    private final Roots roots;

    Deletes(Closure closure, Sets sets, Roots roots) {
        this.closure = closure;
        this.sets = sets;
        this.links = new Links(closure);
        this.roots = roots;
    }

    /** The statements for a group of tables. A root that is drained stays: what hangs on the tip goes without it. */
    public List<Deletion> of(List<TableName> group, boolean drained) {
        return group.stream()
                .map(table -> new Deletion(
                        closure.table(table), table.equals(closure.root()) ? ofRoots() : ofChildren(table, drained)))
                .toList();
    }

    /** Locks the rows a relation will change and takes them in hand; answers {@code n}. */
    public String edit(Relation relation) {
        var child = links.child(relation);
        var edited = edited(relation);
        return "WITH coppice_locked AS MATERIALIZED (SELECT " + edited.selected() + " FROM " + child.from() + " WHERE "
                + found(relation) + " FOR UPDATE) SELECT count(*) AS n, " + edited.stored() + " FROM coppice_locked";
    }

    /** Yields the rows that are locked so: their key, then the columns as they are now. */
    public String kept(Relation relation) {
        var child = links.child(relation);
        var columns = Stream.concat(
                        child.identity().columns().stream().map(KeyColumn::column),
                        relation.rule().setColumns().stream().map(child::column))
                .map(child::qualified)
                .collect(joining(", "));
        return "SELECT " + columns + " FROM " + child.from() + " WHERE "
                + edited(relation).contains();
    }

    /**
     * Changes the rows a relation leads to, where we do that and not the database. They are found by what they name: their places
     * are others once an earlier relation has changed them.
     */
    public Optional<String> forgotten(Relation relation) {
        if (!relation.forgets()) {
            return Optional.empty();
        }
        var child = links.child(relation);
        var constants = relation.rule().constants();
        var assigned = relation.rule().setColumns().stream()
                .map(column -> child.column(column).sql() + " = "
                        + (constants.containsKey(column) ? Roots.literal(constants.get(column)) : "NULL"))
                .collect(joining(", "));
        return Optional.of("UPDATE " + child.from() + " SET " + assigned + " WHERE " + found(relation));
    }

    /** Whether rows that stay still name what goes, as {@code found}. */
    public String naming(Relation relation) {
        return "SELECT EXISTS (SELECT FROM " + links.child(relation).from() + " WHERE " + found(relation)
                + ") AS found";
    }

    private String found(Relation relation) {
        var staying = closure.goes(relation.child())
                ? " AND " + sets.locked(relation.child()).lacks()
                : "";
        return links.names(relation, sets.locked(relation.parent())) + staying;
    }

    private KeySet edited(Relation relation) {
        return sets.edited(closure.edited().indexOf(relation));
    }

    // Joined, not named by a list, which would be sorted by place: the order of the keys is kept.
    private String ofRoots() {
        var locked = sets.locked(closure.root());
        return "DELETE FROM " + locked.table().from() + " USING " + locked.rows("coppice_l") + " WHERE "
                + locked.matching("coppice_l") + " AND " + roots.still();
    }

    private String ofChildren(TableName name, boolean drained) {
        var table = closure.table(name);
        var locked = sets.locked(name);
        var into = closure.into(name);
        if (!drained && into.size() == 1 && byParents(name, into.getFirst())) {
            var relation = into.getFirst();
            return "DELETE FROM " + table.from() + " WHERE " + links.names(relation, sets.locked(relation.parent()));
        }
        var named = into.stream()
                .flatMap(relation -> Stream.of(sets.locked(relation.parent()), sets.tip(relation.parent()))
                        .limit(drained ? 2 : 1)
                        .map(parents -> "EXISTS (SELECT FROM " + parents.rows("coppice_k") + " WHERE "
                                + links.namesRow(relation, parents) + ")"))
                .collect(joining(" OR "));
        return "DELETE FROM " + table.from() + " USING " + locked.rows("coppice_l") + " WHERE "
                + locked.matching("coppice_l") + " AND (" + named + ")";
    }

    /**
     * Whether the locked parents alone say which rows go: then no row can have come since they were locked, or one that has
     * come has nothing below it. An index on the reference finds them faster than their places do.
     */
    private boolean byParents(TableName name, Relation relation) {
        return !relation.self() && (relation.enforced() || closure.leaf(name));
    }
}
