package dev.coppice.prune.internal.chunk;

import static java.util.stream.Collectors.joining;

import dev.coppice.control.TableName;
import dev.coppice.prune.internal.closure.Closure;
import dev.coppice.prune.internal.closure.ClosureTable;
import dev.coppice.prune.internal.closure.Relation;
import java.util.List;
import java.util.stream.Stream;

/**
 * A statement that removes what is locked of one table.
 *
 * @param table the table
 * @param text the statement, without RETURNING
 */
public record Deletion(ClosureTable table, String text) {

    /** The statements for a group of tables. A root that is drained stays: what hangs on the tip goes without it. */
    static List<Deletion> of(Closure closure, Sets sets, List<TableName> group, String still, boolean drained) {
        return group.stream()
                .map(table -> new Deletion(
                        closure.table(table),
                        table.equals(closure.root())
                                ? ofRoots(sets.locked(table), still)
                                : ofChildren(closure, sets, table, drained)))
                .toList();
    }

    private static String ofRoots(KeySet locked, String still) {
        return "DELETE FROM " + locked.table().from() + " WHERE " + locked.contains() + " AND " + still;
    }

    private static String ofChildren(Closure closure, Sets sets, TableName name, boolean drained) {
        var table = closure.table(name);
        var locked = sets.locked(name);
        var into = closure.into(name);
        var links = new Links(closure);
        if (!drained && into.size() == 1 && byParents(closure, into.getFirst())) {
            var relation = into.getFirst();
            return "DELETE FROM " + table.from() + " WHERE " + links.names(relation, sets.locked(relation.parent()));
        }
        var named = into.stream()
                .flatMap(relation -> Stream.of(sets.locked(relation.parent()), sets.tip(relation.parent()))
                        .limit(drained ? 2 : 1)
                        .map(parents -> "EXISTS (SELECT FROM " + parents.rows("k") + " WHERE "
                                + links.namesRow(relation, parents) + ")"))
                .collect(joining(" OR "));
        return "DELETE FROM " + table.from() + " USING " + locked.rows("l") + " WHERE " + locked.matching("l")
                + " AND (" + named + ")";
    }

    /**
     * Whether the locked parents alone say which rows go: then no row can have come since they were locked, or one that has
     * come has nothing below it. An index on the reference finds them faster than their keys do.
     */
    private static boolean byParents(Closure closure, Relation relation) {
        var leaf = closure.relations().noneMatch(other -> other.parent().equals(relation.child()));
        return !relation.self() && (relation.enforced() || leaf);
    }
}
