package dev.coppice.prune.internal.chunk;

import static java.util.stream.Collectors.joining;

import dev.coppice.control.TableName;
import dev.coppice.ops.internal.PausePoint;
import dev.coppice.prune.internal.closure.Closure;
import dev.coppice.prune.internal.ledger.ChunkEntry.Taken;
import dev.coppice.prune.internal.policy.CheckedPolicy;
import dev.coppice.prune.internal.read.Row;
import dev.coppice.prune.internal.read.Sql;
import dev.coppice.prune.internal.sql.ChunkSql;
import dev.coppice.prune.internal.sql.Claims.Wanted;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
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
    /** Over how many windows of each other worker a chunk leaps before it looks whether it shall stop. */
    private static final int LEAPS = 2;

    // language=SQL
    private static final String DRAINED =
            "SELECT root_key FROM coppice.campaign_root WHERE campaign_id = ? AND state = 'draining'";

    private final Closure closure;
    private final ChunkSql texts;
    private final PausePoint pausePoint;
    private Optional<List<String>> alone = Optional.empty();
    private List<String> bound = List.of();

    /** Chunks of a policy. */
    public Chunk(CheckedPolicy policy, PausePoint pausePoint) {
        this.closure = policy.closure();
        this.texts = ChunkSql.of(policy);
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

    /** Nothing has been looked at. */
    public void forget() {
        alone = Optional.empty();
        bound = List.of();
    }

    /** Does one chunk. */
    public Looked run(Sql sql, ChunkRequest asked, Remover remover) {
        forget();
        var before = Deltas.read(sql);
        place(sql, texts.roots().cursorSettings(), asked.position());
        var request = asked;
        var leaps = LEAPS * asked.beside().workers();
        while (true) {
            var claimed = claim(sql, request);
            if (claimed.isEmpty()) {
                return new Looked.Nothing();
            }
            if (claimed.get() == 0) {
                if (leaps-- == 0) {
                    return new Looked.Took(bound, 0, Map.of(), false);
                }
                // Another worker has them all.
                request = request.behind(bound);
                place(sql, texts.roots().cursorSettings(), bound);
                continue;
            }
            requireUndrained(sql, request);
            var gathering = new Gathering(sql, texts, pausePoint);
            var going = gathering.gather(request, claimed.get());
            if (going.within()) {
                return take(sql, request, gathering, going, new Removing(before, remover));
            }
            if (request.roots() == 1) {
                return new Looked.Heavy(bound, alone.orElseThrow());
            }
            request = request.fewer(going.passedOver());
        }
    }

    // A root that was found to be heavy is unlocked when that is committed: a claim that began before may have it now.
    private void requireUndrained(Sql sql, ChunkRequest request) {
        if (request.beside().workers() == 0) {
            return;
        }
        var drained = new HashSet<>(sql.list(DRAINED, row -> row.texts("root_key"), request.campaign()));
        drained.removeAll(request.beside().drained());
        if (!drained.isEmpty() && sql.one(texts.claims().drained(request.campaign()), row -> row.truth("claimed"))) {
            throw new ChunkFailure(ChunkFailure.BESIDE, "Another worker began to drain a root that was claimed.");
        }
    }

    private record Removing(Deltas before, Remover remover) {}

    /** Eligible roots between the beginning and a position that were not passed over: those that others had locked. */
    public long left(Sql sql, long campaign, List<String> position) {
        if (position.isEmpty()) {
            return 0;
        }
        place(sql, texts.roots().boundSettings(), position);
        return sql.one(texts.claims().left(texts.roots().unnoted(campaign, true)), row -> row.number("n"));
    }

    /** Locks the next roots; empty when there are none, else how many were locked. */
    private Optional<Long> claim(Sql sql, ChunkRequest request) {
        var unnoted = texts.roots().unnoted(request.campaign(), request.anyNoted());
        alone = Optional.empty();
        pausePoint.reached("chunk.window");
        var claimed = sql.exactly(
                texts.claims().claim(new Wanted(!request.position().isEmpty(), unnoted, request.roots())),
                row -> Map.entry(place(row, texts.roots().width()), row.number("n")));
        if (claimed.isEmpty()) {
            return Optional.empty();
        }
        bound = claimed.getFirst().getKey();
        if (request.roots() == 1) {
            var keys = closure.rootTable().identity().columns().size();
            alone = Optional.of(bound.subList(bound.size() - keys, bound.size()));
        }
        pausePoint.reached("chunk.claimed");
        long locked = claimed.getFirst().getValue();
        return Optional.of(
                locked > 0 && texts.roots().dependent()
                        ? sql.one(texts.claims().again(), row -> row.number("n"))
                        : locked);
    }

    private Looked take(
            Sql sql, ChunkRequest request, Gathering gathering, Gathering.Counted going, Removing removing) {
        var taken = going.total() == 0
                ? Map.<TableName, Taken>of()
                : new Taking(sql, texts, removing.remover(), pausePoint, gathering.leaves())
                        .take(going.rows(), request.budget());
        pausePoint.reached("chunk.deleted");
        Deltas.read(sql).requireTaken(removing.before(), taken, closure);
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
