package dev.coppice.prune.internal.plan;

import dev.coppice.prune.internal.closure.ClosureTable;
import dev.coppice.prune.internal.read.Explained;
import dev.coppice.prune.internal.read.Sql;

/** How large a table is, by its statistics; by the planner's guess where it was never analysed. */
public final class TableSize {
    private TableSize() {}

    /** How many rows. */
    public static long rows(Sql sql, ClosureTable table) {
        var estimated = table.estimate().rows();
        return estimated >= 0
                ? estimated
                : Explained.of(sql, "SELECT FROM " + table.from()).rows();
    }

    /** How many bytes some of its rows take. */
    static long bytes(Sql sql, ClosureTable table, long rows) {
        var all = rows(sql, table);
        return all == 0 ? 0 : Math.round((double) table.estimate().bytes() * Math.min(rows, all) / all);
    }
}
