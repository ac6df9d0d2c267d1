package dev.coppice.prune.internal.restore;

import dev.coppice.control.TableName;

/** Fewer rows arrived than were sent. Never leaves this package. */
final class Suppressed extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient TableName table;
    private final long expected;
    private final long found;

    Suppressed(TableName table, long expected, long found) {
        super("rows did not arrive");
        this.table = table;
        this.expected = expected;
        this.found = found;
    }

    TableName table() {
        return table;
    }

    long expected() {
        return expected;
    }

    long found() {
        return found;
    }
}
