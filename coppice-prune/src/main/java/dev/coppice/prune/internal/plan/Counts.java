package dev.coppice.prune.internal.plan;

import dev.coppice.prune.PrunePlan.Count;
import dev.coppice.prune.internal.closure.Closure;
import dev.coppice.prune.internal.closure.Relation;
import dev.coppice.prune.internal.policy.CheckedPolicy;
import dev.coppice.prune.internal.read.Explained;
import dev.coppice.prune.internal.read.Row;
import dev.coppice.prune.internal.read.Sql;
import dev.coppice.prune.internal.sql.ChunkSql;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How many rows would go: counted within a bound of time, estimated from the statistics behind it. First the policy's own
 * rows, whose number matters most; then everything below in one query. Where no time is given, nothing is counted.
 *
 * @param deleted per table that goes, in the closure's order of parents first
 * @param edited per relation that edits
 */
record Counts(List<Count> deleted, List<Count> edited) {
    /** The policy's own rows. */
    Count roots() {
        return deleted.getFirst();
    }

    /** Rows of all tables. */
    long total() {
        return deleted.stream().mapToLong(Count::count).sum()
                + edited.stream().mapToLong(Count::count).sum();
    }

    static Counts of(Sql sql, CheckedPolicy policy, String conditions, Duration longest) {
        var closure = policy.closure();
        if (longest.isZero()) {
            return estimate(sql, closure, conditions, Optional.empty());
        }
        var deadline = System.nanoTime() + longest.toNanos();
        var rootsText = "SELECT count(*) AS n FROM " + closure.rootTable().from() + " WHERE " + conditions;
        var roots = sql.inTime(longest.toMillis(), () -> sql.one(rootsText, row -> row.number("n")));
        var left = (deadline - System.nanoTime()) / 1_000_000;
        var text = new CountSql(ChunkSql.of(policy), conditions).text();
        Optional<Counts> all = roots.isEmpty() || left <= 0
                ? Optional.empty()
                : sql.inTime(left, () -> sql.one(text, row -> read(row, closure)));
        return all.orElseGet(() -> estimate(sql, closure, conditions, roots));
    }

    private static Counts read(Row row, Closure closure) throws SQLException {
        var deleted = new ArrayList<Count>();
        for (var i = 0; i < closure.goingTables().size(); i++) {
            deleted.add(new Count(row.number("deleted" + i), true));
        }
        var edited = new ArrayList<Count>();
        for (var i = 0; i < closure.edited().size(); i++) {
            edited.add(new Count(row.number("edited" + i), true));
        }
        return new Counts(deleted, edited);
    }

    /** Each child has the share of its parent: a table goes in the proportion its parent does. */
    private static Counts estimate(Sql sql, Closure closure, String conditions, Optional<Long> counted) {
        var root = closure.rootTable();
        long roots = counted.orElseGet(() -> Explained.of(sql, "SELECT FROM " + root.from() + " WHERE " + conditions)
                .rows());
        Map<Object, Double> shares = new HashMap<>();
        shares.put(root.name(), Math.min(1.0, (double) roots / Math.max(1, TableSize.rows(sql, root))));
        var deleted = new ArrayList<Count>();
        deleted.add(new Count(roots, counted.isPresent()));
        closure.goingTables().stream().skip(1).forEach(table -> {
            var share = share(closure.into(table.name()), shares);
            shares.put(table.name(), share);
            deleted.add(new Count(Math.round(share * TableSize.rows(sql, table)), false));
        });
        var edited = closure.edited().stream()
                .map(relation -> new Count(
                        Math.round(share(List.of(relation), shares)
                                * TableSize.rows(sql, closure.table(relation.child()))),
                        false))
                .toList();
        return new Counts(deleted, edited);
    }

    private static double share(List<Relation> relations, Map<Object, Double> shares) {
        return relations.stream()
                .mapToDouble(relation -> shares.getOrDefault(relation.parent(), 0.0))
                .max()
                .orElse(0);
    }
}
