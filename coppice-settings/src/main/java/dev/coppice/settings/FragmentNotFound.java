package dev.coppice.settings;

import dev.coppice.ops.CoppiceException;
import dev.coppice.ops.Fault;

/** There is no such fragment. */
public final class FragmentNotFound extends CoppiceException {
    private static final long serialVersionUID = 1L;

    /** The error of a fault. */
    public FragmentNotFound(Fault fault) {
        super(fault);
    }
}
