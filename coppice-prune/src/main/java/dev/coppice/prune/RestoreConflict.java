package dev.coppice.prune;

import dev.coppice.control.TableName;

/**
 * Archived rows that could not simply be put back. A value for any thread; it holds no stored value.
 *
 * @param table the table they should have gone to
 * @param constraint the primary key, constraint or unique index that says no; {@link #ROW_GONE} or {@link #VALUE_CHANGED} for
 *     the old values of a row that had stayed
 * @param rows how many rows
 */
public record RestoreConflict(TableName table, String constraint, long rows) {
    /** The row whose old values should be set back is not there. */
    public static final String ROW_GONE = "row gone";

    /** Its columns hold something else than what the delete left in them. */
    public static final String VALUE_CHANGED = "value changed";
}
