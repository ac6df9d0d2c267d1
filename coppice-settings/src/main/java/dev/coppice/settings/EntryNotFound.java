package dev.coppice.settings;

import dev.coppice.ops.CoppiceException;
import dev.coppice.ops.Fault;

/** There is no such allow-list entry. */
public final class EntryNotFound extends CoppiceException {
    private static final long serialVersionUID = 1L;

    /** The error of a fault. */
    public EntryNotFound(Fault fault) {
        super(fault);
    }
}
