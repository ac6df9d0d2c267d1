package dev.coppice.settings;

import dev.coppice.ops.CoppiceException;
import dev.coppice.ops.Fault;

/** Somebody has changed the row since it was read. */
public final class StaleVersion extends CoppiceException {
    private static final long serialVersionUID = 1L;

    /** The error of a fault. */
    public StaleVersion(Fault fault) {
        super(fault);
    }
}
