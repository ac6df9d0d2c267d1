package dev.coppice.prune.internal.chunk;

import static java.util.stream.Collectors.joining;

import dev.coppice.control.TableName;
import dev.coppice.ops.internal.PausePoint;
import dev.coppice.prune.internal.closure.Closure;
import dev.coppice.prune.internal.ledger.ChunkEntry.Taken;
import dev.coppice.prune.internal.policy.CheckedPolicy;
import dev.coppice.prune.internal.read.Row;
import dev.coppice.prune.internal.read.Sql;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Removes the next roots of a policy with all that belongs to them, inside one transaction that the caller has begun with
 * the settings pinned, the hold epoch shared and the worker row updated.
 *
 * <p>Lock order: roots by age and key, those locked by others left out; then children, level by level, waiting. Whatever
 * was locked is asked again in a new statement, because a statement sees other rows as they were when it began. Nothing is
 * unlocked when a chunk turns out too large: it looks at fewer of the roots it has.
 */
public final class Chunk {
    private final Closure closure;
    private final Roots roots;
    private final Sets sets;
    private final PausePoint pausePoint;
    private Optional<List<String>> alone = Optional.empty();
    private List<String> bound = List.of();

    /** Chunks of a policy. */
    public Chunk(CheckedPolicy policy, PausePoint pausePoint) {
        this.closure = policy.closure();
        this.roots = new Roots(policy.eligibility());
        this.sets = new Sets(closure);
        this.pausePoint = pausePoint;
    }

    /** The key of the one root the last chunk looked at, if it was one: what failed, if it failed. */
    public Optional<List<String>> alone() {
        return alone;
    }

    /** Age and key of the last root the last chunk looked at. */
    public List<String> bound() {
        return bound;
    }

    /** Does one chunk. */
    public Looked run(Sql sql, ChunkRequest asked, Remover remover) {
        alone = Optional.empty();
        bound = List.of();
        var before = Deltas.read(sql);
        place(sql, roots.cursorSettings(), asked.position());
        var request = asked;
        while (true) {
            var claimed = claim(sql, request);
            if (claimed.isEmpty()) {
                return new Looked.Nothing();
            }
            if (claimed.get() == 0) {
                return new Looked.Took(bound, 0, Map.of(), false);
            }
            var going = new Gathering(sql, closure, sets, roots, pausePoint).gather(request, claimed.get());
            if (going.within()) {
                return take(sql, going, before, remover);
            }
            if (request.roots() == 1 && alone.isPresent()) {
                return new Looked.Heavy(bound, alone.get());
            }
            request = request.fewer(going.passedOver());
        }
    }

    /** Eligible roots between the beginning and a position that were not passed over: those that others had locked. */
    public long left(Sql sql, long campaign, List<String> position) {
        if (position.isEmpty()) {
            return 0;
        }
        place(sql, roots.boundSettings(), position);
        return sql.one(
                "SELECT count(*) AS n FROM " + closure.rootTable().from() + " WHERE " + roots.eligible() + " AND "
                        + roots.upToBound() + roots.unnoted(campaign, true),
                row -> row.number("n"));
    }

    /** Fixes the window and locks the roots in it; empty when there is no window, else how many were locked. */
    private Optional<Long> claim(Sql sql, ChunkRequest request) {
        var table = closure.rootTable();
        var behind = request.position().isEmpty() ? "" : " AND " + roots.afterCursor();
        var wanted = roots.eligible() + behind + roots.unnoted(request.campaign(), request.anyNoted());
        var window = sql.exactly(
                "SELECT * FROM (SELECT " + roots.place() + ", row_number() OVER (ORDER BY " + roots.ordered()
                        + ") AS n FROM " + table.from() + " WHERE " + wanted + " ORDER BY " + roots.ordered()
                        + " LIMIT " + request.roots() + ") AS w ORDER BY n DESC LIMIT 1",
                row -> place(row, roots.width()));
        alone = Optional.empty();
        if (window.isEmpty()) {
            return Optional.empty();
        }
        bound = window.getFirst();
        if (request.roots() == 1) {
            alone = Optional.of(
                    bound.subList(bound.size() - table.identity().columns().size(), bound.size()));
        }
        place(sql, roots.boundSettings(), bound);
        pausePoint.reached("chunk.window");
        var claimed = sql.one(
                "WITH locked AS MATERIALIZED (SELECT " + sets.window().selected() + " FROM " + table.from() + " WHERE "
                        + wanted + " AND " + roots.upToBound() + " ORDER BY " + roots.ordered()
                        + " FOR UPDATE SKIP LOCKED) SELECT count(*) AS n, "
                        + sets.window().stored() + " FROM locked",
                row -> row.number("n"));
        pausePoint.reached("chunk.claimed");
        return Optional.of(claimed > 0 && roots.dependent() ? again(sql) : claimed);
    }

    /**
     * State and age once more, in a statement that began after the locks: after a wait PostgreSQL asks again only of the row
     * itself. A condition that looks at nothing else needs none; holds cannot change while the epoch is shared.
     */
    private long again(Sql sql) {
        var window = sets.window();
        return sql.one(
                "WITH kept AS MATERIALIZED (SELECT " + window.selected() + " FROM "
                        + closure.rootTable().from() + " WHERE " + window.contains() + " AND " + roots.eligible()
                        + ") SELECT count(*) AS n, " + window.stored() + " FROM kept",
                row -> row.number("n"));
    }

    private Looked take(Sql sql, Gathering.Counted going, Deltas before, Remover remover) {
        var taken = going.total() == 0
                ? Map.<TableName, Taken>of()
                : new Taking(sql, closure, sets, remover, pausePoint, false).take(going.rows(), roots.still());
        pausePoint.reached("chunk.deleted");
        Deltas.read(sql).requireTaken(before, taken, closure);
        var gone = taken.getOrDefault(closure.root(), new Taken(0, 0)).deleted();
        return new Looked.Took(bound, Math.toIntExact(gone), taken, going.passedOver());
    }

    private static List<String> place(Row row, int width) throws SQLException {
        var texts = new ArrayList<String>();
        for (var i = 0; i < width; i++) {
            texts.add(row.text("p" + i));
        }
        return texts;
    }

    private static void place(Sql sql, List<String> settings, List<String> values) {
        if (!values.isEmpty()) {
            var calls = settings.stream()
                    .map(each -> "set_config('" + each + "', ?, true)")
                    .collect(joining(", "));
            sql.list("SELECT " + calls, Row::all, values.toArray());
        }
    }
}
