package dev.coppice.cli.internal.lifecycle;

import dev.coppice.cli.internal.TextTable;
import dev.coppice.lifecycle.TeardownPlan;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Parts of answers as a person reads them. */
final class Words {
    private Words() {}

    /** A value, or a dash. */
    static String or(@Nullable Object value) {
        return value == null ? "-" : value.toString();
    }

    /** What refuses a teardown; nothing when nothing does. */
    static String blockers(List<TeardownPlan.Blocker> blockers) {
        if (blockers.isEmpty()) {
            return "";
        }
        var table = TextTable.plain();
        blockers.forEach(blocker -> table.row("  " + blocker.code(), blocker.message()));
        return "\n\nWhat refuses its teardown now:\n" + table;
    }
}
