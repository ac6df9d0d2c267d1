package dev.coppice.prune.internal.chunk;

import dev.coppice.control.TableName;
import dev.coppice.ops.internal.PausePoint;
import dev.coppice.prune.internal.closure.Closure;
import dev.coppice.prune.internal.closure.Relation;
import dev.coppice.prune.internal.ledger.ChunkEntry.Taken;
import dev.coppice.prune.internal.read.Sql;
import dev.coppice.prune.internal.sql.ChunkSql;
import dev.coppice.prune.internal.sql.Deletes;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** Removes what is in hand: keeps what will be edited, then deletes, leaves first. */
final class Taking {
    private final Sql sql;
    private final Closure closure;
    private final Deletes texts;
    private final Remover remover;
    private final PausePoint pausePoint;
    private final Set<TableName> leaves;
    private final Map<TableName, Taken> taken = new HashMap<>();

    /**
     * Takes roots with all that is theirs.
     *
     * @param leaves the tables whose rows were not locked
     */
    Taking(Sql sql, ChunkSql texts, Remover remover, PausePoint pausePoint, Set<TableName> leaves) {
        this.sql = sql;
        this.closure = texts.closure();
        this.texts = texts.deletes();
        this.remover = remover;
        this.pausePoint = pausePoint;
        this.leaves = leaves;
    }

    /**
     * Takes it.
     *
     * @param locked how many rows of each table are locked
     * @param most how many rows may go
     */
    Map<TableName, Taken> take(Map<TableName, Long> locked, long most) {
        return take(locked, most, false);
    }

    /** Takes what hangs on the tip of a root that is drained. */
    Map<TableName, Taken> drain(Map<TableName, Long> locked) {
        return take(locked, Long.MAX_VALUE, true);
    }

    private Map<TableName, Taken> take(Map<TableName, Long> locked, long most, boolean drained) {
        var kept = new LinkedHashMap<Relation, Long>();
        for (var relation : closure.edited()) {
            if (locked.getOrDefault(relation.parent(), 0L) > 0) {
                kept.put(relation, keep(relation));
            }
        }
        // Not before all are kept: a row that two relations lead to is kept as it was.
        kept.forEach(this::forget);
        for (var group : closure.order()) {
            if (group.stream().anyMatch(table -> locked.getOrDefault(sought(table), 0L) > 0)) {
                var removed = remover.remove(texts.of(group, drained));
                group.forEach(table -> check(table, locked.getOrDefault(table, 0L), removed.getOrDefault(table, 0L)));
                if (rows() > most) {
                    throw new ChunkFailure(ChunkFailure.MORE, "More rows belong to it than may go in one transaction.");
                }
                pausePoint.reached("chunk.deleted-group");
            }
        }
        // What is checked later is checked now: at the commit nobody could say any more which root it was.
        sql.execute("SET CONSTRAINTS ALL IMMEDIATE");
        return Map.copyOf(taken);
    }

    /** The table that must have rows in hand for rows of this one to go: a leaf's parent. */
    private TableName sought(TableName table) {
        return leaves.contains(table) ? closure.into(table).getFirst().parent() : table;
    }

    private void forget(Relation relation, long kept) {
        if (kept > 0 && relation.forgets()) {
            var changed = sql.execute(texts.forgotten(relation).orElseThrow());
            // Fewer have forgotten along an earlier relation, which emptied a column of this one too.
            if (changed > kept || (changed < kept && sql.one(texts.naming(relation), row -> row.truth("found")))) {
                throw new ChunkFailure(
                        ChunkFailure.MOVED, "Rows of " + relation.child() + " came or were kept from forgetting it.");
            }
            taken.merge(relation.child(), new Taken(0, changed), Taken::plus);
        }
    }

    private long keep(Relation relation) {
        long count = sql.one(texts.edit(relation), row -> row.number("n"));
        if (count > 0) {
            var table = closure.table(relation.child());
            var edit = new Edit(table, relation.rule().setColumns(), texts.kept(relation), count);
            if (remover.keep(edit) != count) {
                throw new ChunkFailure("edits-differ", "Not every row of " + table + " to be edited could be kept.");
            }
            if (!relation.forgets()) {
                taken.merge(relation.child(), new Taken(0, count), Taken::plus);
            }
        }
        return count;
    }

    // More is well for rows that came by an id alone: nothing could keep them from coming, and nothing hangs below
    // them.
    private void check(TableName table, long locked, long removed) {
        var byId = closure.into(table).stream().anyMatch(relation -> !relation.enforced());
        if (removed < locked || (removed > locked && !byId && !leaves.contains(table))) {
            throw new ChunkFailure(
                    "delete-suppressed",
                    "Of " + locked + " rows of " + table + " that were locked, " + removed
                            + " were deleted; a trigger may have kept the others.");
        }
        taken.merge(table, new Taken(removed, 0), Taken::plus);
    }

    private long rows() {
        return taken.values().stream().mapToLong(Taken::deleted).sum();
    }
}
