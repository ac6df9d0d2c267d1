package dev.coppice.prune.internal.chunk;

import dev.coppice.control.TableName;
import dev.coppice.ops.internal.PausePoint;
import dev.coppice.prune.internal.closure.Closure;
import dev.coppice.prune.internal.closure.Relation;
import dev.coppice.prune.internal.ledger.ChunkEntry.Taken;
import dev.coppice.prune.internal.policy.CheckedPolicy;
import dev.coppice.prune.internal.read.Sql;
import dev.coppice.prune.internal.sql.ChunkSql;
import dev.coppice.prune.internal.sql.Drains;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Takes a root apart that has more behind it than may go at once: some children of one row with all that is theirs, chunk
 * by chunk, from the far end. Between two chunks the root is unlocked and may be revived or held, so each chunk locks and
 * asks it again, and every row of the way to where it stood (F5).
 *
 * <p>A row whose single child is still too heavy leads on to that child. In the policy's own table, where every row is asked
 * for itself, a long chain is walked in leaps.
 */
public final class Drain {
    private static final int LONGEST_WAY = 200;

    private final Closure closure;
    private final ChunkSql texts;
    private final PausePoint pausePoint;

    /** Drains roots of a policy. */
    public Drain(CheckedPolicy policy, PausePoint pausePoint) {
        this.closure = policy.closure();
        this.texts = ChunkSql.of(policy);
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
        sql.one(texts.sets().withoutTip(), row -> 0);
        if (!lock(sql, new Tip(closure.root(), heavy.root()), texts.roots().eligible())
                || number(sql, texts.drains().still()) == 0) {
            return new Drained.Over("revived", "It does not meet the policy any more, or it is held.");
        }
        pausePoint.reached("drain.locked");
        var path = walk(sql, heavy);
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
        for (var i = 0; i < tip.key().size(); i++) {
            sql.set(Drains.setting(i), tip.key().get(i));
        }
        return number(sql, texts.drains().lock(tip.table(), condition)) == 1;
    }

    private static long number(Sql sql, String text) {
        return sql.one(text, row -> row.number("n"));
    }

    /** Locks the way down as far as it still leads; the last row locked is the tip. */
    private List<Tip> walk(Sql sql, Heavy heavy) {
        var walked = new ArrayList<Tip>();
        var parent = closure.root();
        for (var tip : heavy.path()) {
            if (!lock(sql, tip, texts.drains().leads(tip.table(), parent))) {
                // The row that was sought in vain has taken its table's place as the tip.
                lock(sql, walked.isEmpty() ? new Tip(closure.root(), heavy.root()) : walked.getLast(), "true");
                return walked;
            }
            walked.add(tip);
            parent = tip.table();
        }
        return walked;
    }

    /** Some children of the tip along a relation, with all below them; empty when there are none. */
    private Optional<Drained> below(
            Sql sql, ChunkRequest request, Relation relation, List<Tip> path, Remover remover, Deltas before) {
        for (var children = request.rows(); ; children = Math.max(1, children / 4)) {
            sql.one(texts.sets().emptied(false), row -> 0);
            var taken = number(sql, texts.drains().children(relation, children));
            if (taken == 0) {
                return Optional.empty();
            }
            var budget = taken == 1 ? Math.max(request.rows(), request.alone()) : request.rows();
            var counts = new Reach(sql, texts, new Reach.Bounds(Set.of(), true, budget)).from(relation.child(), taken);
            pausePoint.reached("drain.gathered");
            if (counts.within() || taken == 1) {
                return over(sql, request, counts)
                        .or(() -> Optional.of(
                                counts.within()
                                        ? take(sql, counts, path, remover, before)
                                        : deeper(sql, request, relation, path)));
            }
        }
    }

    /** Whether something in hand stays, be it all that hangs there or as much as a budget reaches: then so do the roots above. */
    private Optional<Drained> over(Sql sql, ChunkRequest request, Reach.Counts counts) {
        var gathering = new Gathering(sql, texts, pausePoint);
        var may = texts.roots().eligible() + texts.roots().unnoted(request.campaign(), request.anyNoted());
        var reasons = new Staying(sql, texts, gathering.held()).find(may, counts);
        if (reasons.isEmpty()) {
            return Optional.empty();
        }
        gathering.passOver(request.campaign(), reasons);
        return Optional.of(
                new Drained.Over(reasons.getFirst().code(), reasons.getFirst().sentence()));
    }

    private Drained take(Sql sql, Reach.Counts counts, List<Tip> path, Remover remover, Deltas before) {
        Map<TableName, Taken> taken = new Taking(sql, texts, remover, pausePoint, Set.of()).drain(counts.rows());
        Deltas.read(sql).requireTaken(before, taken, closure);
        var whole = counts.of(closure.root()) > 0;
        return new Drained.Went(path, taken, whole ? 0 : counts.total());
    }

    private Drained deeper(Sql sql, ChunkRequest request, Relation relation, List<Tip> path) {
        if (path.size() >= LONGEST_WAY) {
            return new Drained.Over(
                    Drained.Over.TOO_DEEP, "What belongs to it hangs one row below the other too deep to be drained.");
        }
        var longer = new ArrayList<>(path);
        longer.add(new Tip(relation.child(), leap(sql, request, relation)));
        return Drained.Went.along(longer);
    }

    /** The heavy child; or, in the policy's own table, the parent of the last row that a budget reaches below it. */
    private List<String> leap(Sql sql, ChunkRequest request, Relation relation) {
        var first = sql.one(texts.drains().child(relation), row -> row.texts("key"));
        if (!relation.self() || !relation.child().equals(closure.root())) {
            return first;
        }
        return sql.exactly(texts.drains().leap(relation, request.alone()), row -> row.texts("key")).stream()
                .findFirst()
                .orElse(first);
    }
}
