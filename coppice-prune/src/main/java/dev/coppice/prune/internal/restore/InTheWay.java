package dev.coppice.prune.internal.restore;

import dev.coppice.prune.RestoreConflict;
import java.util.List;

/** Rows are in the way, and the rule is to stop. Never leaves this package. */
final class InTheWay extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient List<RestoreConflict> conflicts;

    InTheWay(List<RestoreConflict> conflicts) {
        super("rows are in the way");
        this.conflicts = List.copyOf(conflicts);
    }

    List<RestoreConflict> conflicts() {
        return conflicts;
    }
}
