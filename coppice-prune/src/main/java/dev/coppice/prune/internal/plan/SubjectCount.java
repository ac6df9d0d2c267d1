package dev.coppice.prune.internal.plan;

import dev.coppice.control.TableName;
import dev.coppice.prune.PrunePlan.Count;
import dev.coppice.prune.internal.closure.Closure;
import dev.coppice.prune.internal.closure.ClosureTable;
import dev.coppice.prune.internal.closure.RowIdentity;
import dev.coppice.prune.internal.policy.CheckedPolicy;
import dev.coppice.prune.internal.read.Sql;
import dev.coppice.prune.internal.sql.ChunkSql;
import dev.coppice.prune.internal.sql.Roots;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What hangs on one row, whether it is held or not, and the holds on any of it.
 *
 * @param deleted rows that go, per table, parents first
 * @param edited rows that change, per relation that edits
 */
public record SubjectCount(List<Count> deleted, List<Count> edited) {
    private static final String BINDS =
            " AND h.released_at IS NULL AND (h.until_at IS NULL OR h.until_at > clock_timestamp())";

    /**
     * A hold in the way.
     *
     * @param id its number
     * @param table on which table
     * @param reason why
     */
    public record Held(long id, TableName table, String reason) {}

    /** Counts for no longer than a time; what is not counted by then is estimated. */
    public static SubjectCount of(Sql sql, CheckedPolicy policy, Duration longest) {
        var counts = Counts.of(sql, policy, conditions(policy), longest);
        return new SubjectCount(counts.deleted(), counts.edited());
    }

    /** The holds on rows that go or change, oldest first. */
    public static List<Held> held(Sql sql, CheckedPolicy policy) {
        var closure = policy.closure();
        var counting = new CountSql(ChunkSql.of(policy), conditions(policy));
        var parts = new ArrayList<String>();
        for (var table : closure.goingTables()) {
            parts.add(on(table, counting.going(table.name()) + " WHERE true"));
        }
        for (var relation : closure.edited()) {
            parts.add(on(closure.table(relation.child()), counting.changing(relation)));
        }
        if (!anyHold(sql, closure)) {
            return List.of();
        }
        return sql.exactly(
                counting.with()
                        + "\n"
                        + "SELECT DISTINCT h.id, h.table_schema, h.table_name, h.reason FROM coppice.hold AS h WHERE ("
                        + String.join("\nOR ", parts) + ")" + BINDS + " ORDER BY h.id",
                row -> new Held(
                        row.number("id"),
                        new TableName(row.text("table_schema"), row.text("table_name")),
                        row.text("reason")));
    }

    private static boolean anyHold(Sql sql, Closure closure) {
        var names = closure.tables().keySet();
        return !sql.list(
                        "SELECT 1 AS one FROM coppice.hold AS h JOIN unnest(?::text[], ?::text[]) AS t (s, n)"
                                + " ON h.table_schema = t.s AND h.table_name = t.n WHERE h.scope <> 'resource'" + BINDS
                                + " LIMIT 1",
                        row -> true,
                        names.stream().map(TableName::schema).toList(),
                        names.stream().map(TableName::name).toList())
                .isEmpty();
    }

    private static String on(ClosureTable table, String rows) {
        var row = table.identity().kind() == RowIdentity.Kind.PRIMARY_KEY
                ? "(h.row_key IS NULL OR h.row_key = " + Roots.keyText(table) + ")"
                : "h.row_key IS NULL";
        return "(h.table_schema = " + Roots.literal(table.name().schema()) + " AND h.table_name = "
                + Roots.literal(table.name().name()) + " AND EXISTS (SELECT FROM " + rows + " AND " + row + "))";
    }

    private static String conditions(CheckedPolicy policy) {
        return String.join("\n    AND ", policy.eligibility().conditions());
    }
}
