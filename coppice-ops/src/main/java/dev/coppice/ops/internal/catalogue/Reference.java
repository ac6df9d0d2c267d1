package dev.coppice.ops.internal.catalogue;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Rows of one table that name rows of another, or of the same.
 *
 * @param constraint the foreign key; null for an inheritor of the table that has it, whose rows no constraint holds
 * @param child the table that refers
 * @param parent the table referred to; a foreign key to a partition counts for each table above and below it
 */
public record Reference(
        @Nullable String constraint,
        long child,
        List<String> columns,
        long parent,
        List<String> referenced,
        Action onDelete,
        boolean deferrable,
        boolean temporal) {
    /** What becomes of the referring row when the other is deleted. */
    public enum Action {
        /** It forbids the delete. */
        FORBID,
        /** It is deleted too. */
        CASCADE,
        /** It stays and forgets. */
        FORGET
    }

    /** Whether the table refers to itself. */
    public boolean isSelf() {
        return child == parent;
    }
}
