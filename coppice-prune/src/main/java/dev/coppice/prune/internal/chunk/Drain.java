package dev.coppice.prune.internal.chunk;

import dev.coppice.control.TableName;
import dev.coppice.ops.internal.PausePoint;
import dev.coppice.prune.internal.closure.Closure;
import dev.coppice.prune.internal.closure.Relation;
import dev.coppice.prune.internal.ledger.ChunkEntry.Taken;
import dev.coppice.prune.internal.policy.CheckedPolicy;
import dev.coppice.prune.internal.read.Sql;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Takes a root apart that has more behind it than may go at once: some children of one row with all that is theirs, chunk
 * by chunk, from the far end. Between two chunks the root is unlocked and may be revived or held, so each chunk locks and
 * asks it again, and every row of the way to where it stood (F5).
 *
 * <p>A row whose single child is still too heavy leads on to that child. In the policy's own table, where every row is asked
 * for itself, a long chain is walked in leaps.
 */
public final class Drain {
    private static final int DEEP = 50;
    private static final int LONGEST_WAY = 200;

    private final Closure closure;
    private final Roots roots;
    private final Sets sets;
    private final Links links;
    private final PausePoint pausePoint;

    /** Drains roots of a policy. */
    public Drain(CheckedPolicy policy, PausePoint pausePoint) {
        this.closure = policy.closure();
        this.roots = new Roots(policy.eligibility());
        this.sets = new Sets(closure);
        this.links = new Links(closure);
        this.pausePoint = pausePoint;
    }

    /**
     * What is drained.
     *
     * @param root the root's key
     * @param path the way to where the last chunk stood
     */
    public record Heavy(List<String> root, List<Tip> path) {
        /** Copies the lists. */
        public Heavy {
            root = List.copyOf(root);
            path = List.copyOf(path);
        }
    }

    /** Does one chunk. */
    public Drained run(Sql sql, ChunkRequest request, Heavy heavy, Remover remover) {
        var before = Deltas.read(sql);
        sql.one(sets.withoutTip(), row -> 0);
        if (!lock(sql, new Tip(closure.root(), heavy.root()), roots.eligible()) || !still(sql)) {
            return new Drained.Over("revived", "It does not meet the policy any more, or it is held.");
        }
        pausePoint.reached("drain.locked");
        var path = walk(sql, heavy.path());
        var tip = path.isEmpty() ? new Tip(closure.root(), heavy.root()) : path.getLast();
        for (var relation : closure.deleted()) {
            if (relation.parent().equals(tip.table())) {
                var went = below(sql, request, relation, path, remover, before);
                if (went.isPresent()) {
                    return went.get();
                }
            }
        }
        return path.isEmpty() ? new Drained.Light() : Drained.Went.along(path.subList(0, path.size() - 1));
    }

    /** Locks a row and makes it the tip; whether it is there and as it should be. */
    private boolean lock(Sql sql, Tip tip, String condition) {
        var set = sets.tip(tip.table());
        var keys = set.table().identity().columns();
        var matches = new ArrayList<String>();
        for (var i = 0; i < keys.size(); i++) {
            var setting = "coppice.tip_" + i;
            sql.set(setting, tip.key().get(i));
            matches.add(set.table().qualified(keys.get(i).column()) + " "
                    + keys.get(i).equal() + " current_setting('" + setting + "')::"
                    + keys.get(i).column().keyType());
        }
        return sql.one(
                        "WITH locked AS MATERIALIZED (SELECT " + set.selected() + " FROM "
                                + set.table().from() + " WHERE " + String.join(" AND ", matches) + " AND (" + condition
                                + ") FOR UPDATE) SELECT count(*) AS n, " + set.stored() + " FROM locked",
                        row -> row.number("n"))
                == 1;
    }

    private boolean still(Sql sql) {
        var root = sets.tip(closure.root());
        return sql.one(
                        "SELECT count(*) AS n FROM " + root.table().from() + " WHERE " + root.contains() + " AND "
                                + roots.eligible(),
                        row -> row.number("n"))
                == 1;
    }

    /** Locks the way down as far as it still leads; the last row locked is the tip. */
    private List<Tip> walk(Sql sql, List<Tip> path) {
        var walked = new ArrayList<Tip>();
        var parent = closure.root();
        for (var tip : path) {
            var above = parent;
            var leads = tip.table().equals(closure.root())
                    ? roots.eligible()
                    : closure.into(tip.table()).stream()
                            .filter(relation -> relation.parent().equals(above))
                            .map(relation -> links.names(relation, sets.tip(above)))
                            .collect(Collectors.joining(" OR "));
            if (!lock(sql, tip, leads)) {
                return relocked(sql, walked);
            }
            walked.add(tip);
            parent = tip.table();
        }
        return walked;
    }

    // The row that was sought in vain has taken its table's place as the tip.
    private List<Tip> relocked(Sql sql, List<Tip> walked) {
        if (!walked.isEmpty()) {
            lock(sql, walked.getLast(), "true");
        }
        return walked;
    }

    /** Some children of the tip along a relation, with all below them; empty when there are none. */
    private Optional<Drained> below(
            Sql sql, ChunkRequest request, Relation relation, List<Tip> path, Remover remover, Deltas before) {
        for (var children = request.rows(); ; children = Math.max(1, children / 4)) {
            sql.one(sets.emptied(), row -> 0);
            var taken = children(sql, relation, children);
            if (taken == 0) {
                return Optional.empty();
            }
            var budget = taken == 1 ? Math.max(request.rows(), request.alone()) : request.rows();
            var counts = Reach.below(sql, closure, sets, relation.child(), taken, budget);
            pausePoint.reached("drain.gathered");
            if (counts.within()) {
                return Optional.of(take(sql, request, counts, path, remover, before));
            }
            if (taken == 1) {
                return Optional.of(deeper(sql, request, relation, path));
            }
        }
    }

    private long children(Sql sql, Relation relation, long most) {
        var into = sets.locked(relation.child());
        return sql.one(
                "WITH locked AS MATERIALIZED (SELECT " + into.selected() + " FROM "
                        + into.table().from() + " WHERE "
                        + links.names(relation, sets.tip(relation.parent())) + " LIMIT " + most
                        + " FOR UPDATE) SELECT count(*) AS n, " + into.stored() + " FROM locked",
                row -> row.number("n"));
    }

    private Drained take(
            Sql sql, ChunkRequest request, Reach.Counts counts, List<Tip> path, Remover remover, Deltas before) {
        var gathering = new Gathering(sql, closure, sets, roots, pausePoint);
        var may = roots.eligible() + roots.unnoted(request.campaign(), request.anyNoted());
        var reasons = new Staying(sql, closure, sets, gathering.heldTables()).find(may, counts);
        if (!reasons.isEmpty()) {
            gathering.passOver(request.campaign(), reasons);
            return new Drained.Over(
                    reasons.getFirst().code(), reasons.getFirst().sentence());
        }
        Map<TableName, Taken> taken =
                new Taking(sql, closure, sets, remover, pausePoint, true).take(counts.rows(), roots.still());
        Deltas.read(sql).requireTaken(before, taken, closure);
        var whole = counts.of(closure.root()) > 0;
        return new Drained.Went(path, taken, whole ? 0 : counts.total());
    }

    private Drained deeper(Sql sql, ChunkRequest request, Relation relation, List<Tip> path) {
        if (path.size() >= LONGEST_WAY) {
            return new Drained.Over(
                    "too-deep", "What belongs to it hangs one row below the other too deep to be drained.");
        }
        var longer = new ArrayList<>(path);
        longer.add(new Tip(relation.child(), leap(sql, request, relation)));
        return Drained.Went.along(longer);
    }

    /** The heavy child; or, in the policy's own table, the parent of the last row that a budget reaches below it. */
    private List<String> leap(Sql sql, ChunkRequest request, Relation relation) {
        var child = sets.locked(relation.child());
        var first = sql.one(
                "SELECT " + child.text("k") + " AS key FROM " + child.rows("k") + " LIMIT 1", row -> row.texts("key"));
        if (!relation.self() || !relation.child().equals(closure.root())) {
            return first;
        }
        var from = child.table().from();
        return sql
                .exactly(
                        "WITH RECURSIVE down AS (SELECT " + child.again("k") + ", " + child.text("k")
                                + " AS above, 0 AS depth FROM (SELECT * FROM " + child.rows("k")
                                + " LIMIT 1) AS k UNION ALL SELECT " + child.again("c") + ", " + child.text("k")
                                + ", k.depth + 1 FROM down AS k CROSS JOIN LATERAL (SELECT " + child.selected()
                                + " FROM " + from + " WHERE " + links.namesRow(relation, child)
                                + " OFFSET 0) AS c) SELECT above FROM (SELECT * FROM down LIMIT " + request.alone()
                                + ") AS near WHERE depth > " + DEEP + " ORDER BY depth DESC LIMIT 1",
                        row -> row.texts("above"))
                .stream()
                .findFirst()
                .orElse(first);
    }
}
