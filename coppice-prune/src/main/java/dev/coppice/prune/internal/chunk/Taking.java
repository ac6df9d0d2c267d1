package dev.coppice.prune.internal.chunk;

import dev.coppice.control.TableName;
import dev.coppice.ops.internal.PausePoint;
import dev.coppice.prune.internal.closure.Closure;
import dev.coppice.prune.internal.closure.Relation;
import dev.coppice.prune.internal.ledger.ChunkEntry.Taken;
import dev.coppice.prune.internal.read.Sql;
import java.util.HashMap;
import java.util.Map;

/** Removes what is locked: keeps what will be edited, then deletes, leaves first. */
final class Taking {
    private final Sql sql;
    private final Closure closure;
    private final Sets sets;
    private final Remover remover;
    private final PausePoint pausePoint;
    private final boolean drained;
    private final Map<TableName, Taken> taken = new HashMap<>();

    /** Takes roots with all that is theirs, or, where {@code drained}, what hangs on the tip. */
    Taking(Sql sql, Closure closure, Sets sets, Remover remover, PausePoint pausePoint, boolean drained) {
        this.sql = sql;
        this.closure = closure;
        this.sets = sets;
        this.remover = remover;
        this.pausePoint = pausePoint;
        this.drained = drained;
    }

    /**
     * Takes it.
     *
     * @param locked how many rows of each table are locked
     * @param still what the delete of a root repeats
     */
    Map<TableName, Taken> take(Map<TableName, Long> locked, String still) {
        for (var i = 0; i < closure.edited().size(); i++) {
            if (locked.getOrDefault(closure.edited().get(i).parent(), 0L) > 0) {
                keep(closure.edited().get(i), sets.edited(i));
            }
        }
        for (var group : closure.order()) {
            if (group.stream().anyMatch(table -> locked.getOrDefault(table, 0L) > 0)) {
                var removed = remover.remove(Deletion.of(closure, sets, group, still, drained));
                group.forEach(table -> check(table, locked.getOrDefault(table, 0L), removed.getOrDefault(table, 0L)));
                pausePoint.reached("chunk.deleted-group");
            }
        }
        // What is checked later is checked now: at the commit nobody could say any more which root it was.
        sql.execute("SET CONSTRAINTS ALL IMMEDIATE");
        return Map.copyOf(taken);
    }

    private void keep(Relation relation, KeySet edited) {
        var links = new Links(closure);
        var child = links.child(relation);
        var staying = closure.goes(relation.child())
                ? " AND " + sets.locked(relation.child()).lacks()
                : "";
        var count = sql.one(
                "WITH locked AS MATERIALIZED (SELECT " + edited.selected() + " FROM " + child.from() + " WHERE "
                        + links.names(relation, sets.locked(relation.parent())) + staying
                        + " FOR UPDATE) SELECT count(*) AS n, " + edited.stored() + " FROM locked",
                row -> row.number("n"));
        if (count > 0) {
            var edit = new Edit(child, relation.rule().setColumns(), edited.contains(), count);
            if (remover.keep(edit) != count) {
                throw new ChunkFailure("edits-differ", "Not every row of " + child + " to be edited could be kept.");
            }
            taken.merge(relation.child(), new Taken(0, count), Taken::plus);
        }
    }

    // More is well for rows that came by an id alone: nothing could keep them from coming, and nothing hangs below
    // them.
    private void check(TableName table, long locked, long removed) {
        var byId = closure.into(table).stream().anyMatch(relation -> !relation.enforced());
        if (removed < locked || (removed > locked && !byId)) {
            throw new ChunkFailure(
                    "delete-suppressed",
                    "Of " + locked + " rows of " + table + " that were locked, " + removed
                            + " were deleted; a trigger may have kept the others.");
        }
        taken.merge(table, new Taken(removed, 0), Taken::plus);
    }
}
