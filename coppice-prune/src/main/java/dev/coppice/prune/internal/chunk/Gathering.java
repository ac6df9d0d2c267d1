package dev.coppice.prune.internal.chunk;

import dev.coppice.control.TableName;
import dev.coppice.ops.internal.PausePoint;
import dev.coppice.prune.internal.closure.Closure;
import dev.coppice.prune.internal.closure.ClosureTable;
import dev.coppice.prune.internal.read.Sql;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Locks all that goes with the claimed roots, and lets go of roots that must stay until none is left among them. */
final class Gathering {
    // language=SQL
    private static final String HELD = """
            SELECT DISTINCT table_schema, table_name
            FROM coppice.hold
            WHERE released_at IS NULL AND scope <> 'resource' AND (until_at IS NULL OR until_at > clock_timestamp())
            """;

    private final Sql sql;
    private final Closure closure;
    private final Sets sets;
    private final Roots roots;
    private final PausePoint pausePoint;

    Gathering(Sql sql, Closure closure, Sets sets, Roots roots, PausePoint pausePoint) {
        this.sql = sql;
        this.closure = closure;
        this.sets = sets;
        this.roots = roots;
        this.pausePoint = pausePoint;
    }

    /**
     * What is locked and may go.
     *
     * @param rows rows by table
     * @param within whether that is all, within the budget
     * @param passedOver whether roots were noted as staying
     */
    record Counted(Map<TableName, Long> rows, boolean within, boolean passedOver) {
        long total() {
            return rows.values().stream().mapToLong(Long::longValue).sum();
        }
    }

    Counted gather(ChunkRequest request, long claimed) {
        var held = heldTables();
        var window = claimed;
        var passedOver = false;
        while (window > 0) {
            sql.one(sets.emptied(), row -> 0);
            sql.one("SELECT " + sets.locked(closure.root()).copied(sets.window()), row -> 0);
            var counts = Reach.lock(sql, closure, sets, window, request.budget());
            pausePoint.reached("chunk.locked");
            if (!counts.within()) {
                return new Counted(counts.rows(), false, passedOver);
            }
            var may = roots.eligible() + roots.unnoted(request.campaign(), request.anyNoted() || passedOver);
            var reasons = new Staying(sql, closure, sets, held).find(may, counts);
            if (reasons.isEmpty()) {
                return new Counted(counts.rows(), true, passedOver);
            }
            passOver(request.campaign(), reasons);
            passedOver = true;
            window = narrowed(window);
        }
        return new Counted(Map.of(), true, passedOver);
    }

    /** The tables of the closure that have holds, the policy's own left out: its rows are asked one by one anyway. */
    Set<TableName> heldTables() {
        var held = sql.exactly(HELD, row -> new TableName(row.text("table_schema"), row.text("table_name")));
        return closure.goingTables().stream()
                .map(ClosureTable::name)
                .filter(table -> held.contains(table) && !table.equals(closure.root()))
                .collect(Collectors.toSet());
    }

    /** Notes the roots that stay. */
    void passOver(long campaign, List<Staying.Reason> reasons) {
        climbOwn();
        var root = closure.rootTable();
        var codes = reasons.stream().map(Staying.Reason::code).distinct().toList();
        var sentences =
                reasons.stream().map(Staying.Reason::sentence).distinct().collect(Collectors.joining(" "));
        // A root passed over because it was locked may turn out to be needed by others as well.
        sql.execute("INSERT INTO coppice.campaign_root AS r (campaign_id, root_key, state, code, reason, noted_at)"
                + " SELECT " + campaign + ", " + roots.keyText() + ", 'skipped', " + literal(codes.getFirst()) + ", "
                + literal(sentences) + ", clock_timestamp() FROM " + root.from() + " WHERE "
                + sets.staying(closure.root()).contains() + " AND " + roots.eligible()
                + " ON CONFLICT (campaign_id, root_key) DO UPDATE SET code = excluded.code, reason = excluded.reason,"
                + " noted_at = excluded.noted_at WHERE r.state = 'skipped'");
    }

    /** A row that refers to nothing but rows of its own table keeps them all, up to the first, wherever they are. */
    private void climbOwn() {
        var staying = sets.staying(closure.root());
        var links = new Links(closure);
        for (var relation : closure.into(closure.root())) {
            if (relation.self()) {
                sql.one(
                        "WITH RECURSIVE up AS (SELECT " + staying.again("k") + " FROM " + staying.rows("k")
                                + " UNION SELECT " + staying.again("p") + " FROM up CROSS JOIN LATERAL (SELECT "
                                + staying.again("k") + " FROM "
                                + closure.rootTable().from() + " JOIN (SELECT "
                                + staying.selected() + " FROM "
                                + closure.rootTable().from() + ") AS k ON "
                                + links.namesRow(relation, staying) + " WHERE " + staying.matching("up")
                                + " OFFSET 0) AS p) SELECT " + staying.stored() + " FROM up",
                        row -> 0);
            }
        }
    }

    private long narrowed(long before) {
        var window = sets.window();
        var staying = sets.staying(closure.root());
        var left = sql.one(
                "WITH kept AS MATERIALIZED (SELECT " + window.again("k") + " FROM " + window.rows("k")
                        + " WHERE NOT EXISTS (SELECT FROM " + staying.rows("s") + " WHERE " + window.same("k", "s")
                        + ")) SELECT count(*) AS n, " + window.stored() + " FROM kept",
                row -> row.number("n"));
        if (left >= before) {
            throw new IllegalStateException("rows stay below roots of " + closure.root() + ", and no root stays");
        }
        return left;
    }

    private static String literal(String text) {
        return "'" + text.replace("'", "''") + "'";
    }
}
