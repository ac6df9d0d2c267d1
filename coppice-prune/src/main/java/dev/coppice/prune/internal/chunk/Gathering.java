package dev.coppice.prune.internal.chunk;

import dev.coppice.control.TableName;
import dev.coppice.ops.internal.PausePoint;
import dev.coppice.prune.internal.closure.Closure;
import dev.coppice.prune.internal.closure.ClosureTable;
import dev.coppice.prune.internal.read.Sql;
import dev.coppice.prune.internal.sql.ChunkSql;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Locks all that goes with the claimed roots, and lets go of roots that must stay until none is left among them. */
public final class Gathering {
    // language=SQL
    private static final String HELD = """
            SELECT DISTINCT table_schema, table_name
            FROM coppice.hold
            WHERE released_at IS NULL AND scope <> 'resource' AND (until_at IS NULL OR until_at > clock_timestamp())
            """;

    private final Sql sql;
    private final Closure closure;
    private final ChunkSql texts;
    private final PausePoint pausePoint;
    private final Set<TableName> held;

    Gathering(Sql sql, ChunkSql texts, PausePoint pausePoint) {
        this.sql = sql;
        this.closure = texts.closure();
        this.texts = texts;
        this.pausePoint = pausePoint;
        this.held = heldTables(sql, closure);
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
        var left = claimed;
        var passedOver = false;
        var most = request.budget();
        while (left > 0) {
            sql.one(texts.sets().emptied(true), row -> 0);
            var counts = new Reach(sql, texts, new Reach.Bounds(leaves(), request.counted(), most))
                    .from(closure.root(), left);
            pausePoint.reached("chunk.locked");
            if (!counts.within()) {
                return new Counted(counts.rows(), false, passedOver);
            }
            var may = texts.roots().eligible()
                    + texts.roots().unnoted(request.campaign(), request.anyNoted() || passedOver);
            var reasons = new Staying(sql, texts, held).find(may, counts);
            if (reasons.isEmpty()) {
                return new Counted(counts.rows(), true, passedOver);
            }
            passOver(request.campaign(), reasons);
            passedOver = true;
            left = released(counts.of(closure.root()));
        }
        return new Counted(Map.of(), true, passedOver);
    }

    /** The tables of the closure that have holds, the policy's own left out: its rows are asked one by one anyway. */
    public static Set<TableName> heldTables(Sql sql, Closure closure) {
        var held = sql.list(HELD, row -> new TableName(row.text("table_schema"), row.text("table_name")));
        return closure.goingTables().stream()
                .map(ClosureTable::name)
                .filter(table -> held.contains(table) && !table.equals(closure.root()))
                .collect(Collectors.toSet());
    }

    Set<TableName> held() {
        return held;
    }

    /** The tables whose rows need not be locked before they are deleted. */
    Set<TableName> leaves() {
        return leaves(closure, held);
    }

    /** The same for a closure some of whose tables have holds. */
    public static Set<TableName> leaves(Closure closure, Set<TableName> held) {
        return closure.goingTables().stream()
                .map(ClosureTable::name)
                .filter(table -> closure.leaf(table) && !held.contains(table))
                .collect(Collectors.toSet());
    }

    /** Notes the roots that stay. */
    void passOver(long campaign, List<Staying.Reason> reasons) {
        var codes = reasons.stream().map(Staying.Reason::code).distinct().toList();
        var sentences =
                reasons.stream().map(Staying.Reason::sentence).distinct().collect(Collectors.joining(" "));
        sql.execute(texts.stays().note(campaign, codes.getFirst(), sentences));
    }

    private long released(long before) {
        long left = sql.one(texts.stays().release(), row -> row.number("n"));
        if (left >= before) {
            throw new IllegalStateException("rows stay below roots of " + closure.root() + ", and no root stays");
        }
        return left;
    }
}
