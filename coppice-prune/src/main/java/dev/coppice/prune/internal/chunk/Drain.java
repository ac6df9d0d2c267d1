package dev.coppice.prune.internal.chunk;

import dev.coppice.control.TableName;
import dev.coppice.ops.internal.PausePoint;
import dev.coppice.prune.internal.closure.Closure;
import dev.coppice.prune.internal.closure.Relation;
import dev.coppice.prune.internal.ledger.ChunkEntry.Taken;
import dev.coppice.prune.internal.policy.CheckedPolicy;
import dev.coppice.prune.internal.read.Row;
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
 * asks it again, and the row where it stood (F5).
 *
 * <p>A row whose single child is still too heavy leads on to that child, or far below it where rows hang one below the other.
 * The rows between are too many to be locked: whether they still lead from the row to the root is read before anything
 * is deleted, and again, in a statement of its own, after it. So at that moment what is deleted and locked belonged to
 * the root, which is locked; who moves a row of the way after that comes after the chunk.
 */
public final class Drain {
    /** How far a leap leads at least, while the way is short: below a row of few children larger chunks come of small steps. */
    private static final int DEEP = 50;

    private static final int LONGEST_WAY = 50;

    private final Closure closure;
    private final ChunkSql texts;
    private final PausePoint pausePoint;
    private List<String> place = List.of();

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

    /** Age and key of the root the last chunk looked at; empty where it may not go. */
    public List<String> place() {
        return place;
    }

    /** Does one chunk. */
    public Drained run(Sql sql, ChunkRequest request, Heavy heavy, Remover remover) {
        var before = Deltas.read(sql);
        var root = new Tip(closure.root(), heavy.root());
        name(sql, root);
        place = sql.exactly(texts.drains().place(), Row::all).stream()
                .findFirst()
                .orElse(List.of());
        if (!lock(sql, root) || !may(sql)) {
            return new Drained.Over("revived", "It does not meet the policy any more, or it is held.");
        }
        pausePoint.reached("drain.locked");
        var way = walk(sql, heavy.path(), root);
        var tip = way.isEmpty() ? root : way.getLast();
        if (held(sql, tip)) {
            return new Drained.Over("held", "A row that belongs to it is held.");
        }
        for (var relation : closure.deleted()) {
            if (relation.parent().equals(tip.table())) {
                var went = below(sql, request, relation, way, new Removing(before, remover));
                if (went.isPresent()) {
                    return went.get();
                }
            }
        }
        return way.isEmpty() ? new Drained.Light() : Drained.Went.along(way.subList(0, way.size() - 1));
    }

    private record Removing(Deltas before, Remover remover) {}

    /** Locks a row and makes it the tip; whether it is there and as it should be. */
    private boolean lock(Sql sql, Tip tip) {
        name(sql, tip);
        return number(sql, texts.drains().lock(tip.table())) == 1;
    }

    /** Whether the row of the policy's own table that was locked last may go, in a statement that began after its lock. */
    private boolean may(Sql sql) {
        return number(sql, texts.drains().still()) == 1;
    }

    private static void name(Sql sql, Tip tip) {
        for (var i = 0; i < tip.key().size(); i++) {
            sql.set(Drains.setting(i), tip.key().get(i));
        }
    }

    private static long number(Sql sql, String text) {
        return sql.one(text, row -> row.number("n"));
    }

    /** The way as far as it still leads; its last row is locked and is the tip. */
    private List<Tip> walk(Sql sql, List<Tip> path, Tip root) {
        for (var way = path; !way.isEmpty(); way = way.subList(0, way.size() - 1)) {
            if (stands(sql, way, root)) {
                return way;
            }
        }
        sql.one(texts.sets().withoutTip(), row -> 0);
        lock(sql, root);
        return List.of();
    }

    /**
     * Whether the last row of a way still belongs to the root. One of the policy's own table is asked for itself; any other
     * leads up to the last of those on the way.
     */
    private boolean stands(Sql sql, List<Tip> way, Tip root) {
        sql.one(texts.sets().withoutTip(), row -> 0);
        var leave = way.reversed().stream()
                .filter(tip -> tip.table().equals(closure.root()))
                .findFirst()
                .orElse(root);
        var tip = way.getLast();
        return lock(sql, leave) && may(sql) && (tip.equals(leave) || (lock(sql, tip) && leads(sql, tip)));
    }

    private boolean leads(Sql sql, Tip tip) {
        return sql.one(texts.drains().ways().up(tip.table()), row -> row.truth("led"));
    }

    /** Whether the tip or a row above it is held: what lies below is looked at when it is reached. */
    private boolean held(Sql sql, Tip tip) {
        if (tip.table().equals(closure.root())) {
            return false;
        }
        var ways = texts.drains().ways();
        var lineage = ways.lineage(tip.table());
        return Gathering.heldTables(sql, closure).stream()
                .filter(lineage::contains)
                .anyMatch(table -> sql.one(ways.held(tip.table(), table), row -> row.truth("held")));
    }

    /** Some children of the tip along a relation, with all below them; empty when there are none. */
    private Optional<Drained> below(
            Sql sql, ChunkRequest request, Relation relation, List<Tip> way, Removing removing) {
        for (var children = request.rows(); ; children = Math.max(1, children / 4)) {
            sql.one(texts.sets().emptied(false), row -> 0);
            var taken = number(sql, texts.drains().children(relation, children));
            if (taken == 0) {
                return Optional.empty();
            }
            var budget = taken == 1 ? Math.max(request.rows(), request.alone()) : request.rows();
            var next = taken == 1 ? next(sql, relation, budget, way) : List.<Tip>of();
            var counts = new Reach(sql, texts, new Reach.Bounds(Set.of(), true, budget)).below(relation.child(), taken);
            pausePoint.reached("drain.gathered");
            if (counts.within() || taken == 1) {
                return over(sql, request, counts)
                        .or(() -> Optional.of(counts.within() ? take(sql, counts, way, removing) : deeper(sql, next)));
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

    private Drained take(Sql sql, Reach.Counts counts, List<Tip> way, Removing removing) {
        Map<TableName, Taken> taken =
                new Taking(sql, texts, removing.remover(), pausePoint, Set.of()).drain(counts.rows());
        pausePoint.reached("drain.deleted");
        Deltas.read(sql).requireTaken(removing.before(), taken, closure);
        if (!way.isEmpty() && !way.getLast().table().equals(closure.root()) && !leads(sql, way.getLast())) {
            throw new ChunkFailure(ChunkFailure.MOVED, "A row that it hangs on was moved elsewhere meanwhile.");
        }
        var whole = counts.of(closure.root()) > 0;
        return new Drained.Went(way, taken, whole ? 0 : counts.total());
    }

    /** The way beyond the one child in hand: to itself, or, where rows hang one below the other, as far as a budget reaches. */
    private List<Tip> next(Sql sql, Relation relation, long budget, List<Tip> way) {
        var ways = texts.drains().ways();
        var group = closure.group(relation.child());
        var leap = ways.deep(relation.child())
                ? sql
                        .exactly(
                                ways.leap(relation.child(), budget),
                                row -> row.number("depth") > (way.size() < LONGEST_WAY ? DEEP : 1)
                                        ? List.of(new Tip(group.get((int) row.number("tag")), row.texts("key")))
                                        : List.<Tip>of())
                        .stream()
                        .flatMap(List::stream)
                        .findFirst()
                : Optional.<Tip>empty();
        var longer = new ArrayList<>(way);
        longer.add(leap.orElseGet(
                () -> new Tip(relation.child(), sql.one(texts.drains().child(relation), row -> row.texts("key")))));
        return longer;
    }

    // Nobody comes to the end of a ring. It is looked for now and then, because that reads the whole way.
    private Drained deeper(Sql sql, List<Tip> next) {
        var tip = next.getLast();
        if (next.size() % LONGEST_WAY == 0 && lock(sql, tip) && ring(sql, tip)) {
            return new Drained.Over(
                    Drained.Over.RING,
                    "Rows that belong to it name each other in a ring too large for one transaction.");
        }
        return Drained.Went.along(next);
    }

    private boolean ring(Sql sql, Tip tip) {
        return sql.one(texts.drains().ways().up(tip.table()), row -> row.truth("ring"));
    }
}
