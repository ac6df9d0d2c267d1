package dev.coppice.ops.internal.fault;

import dev.coppice.ops.CoppiceException;
import dev.coppice.ops.Fault;

/** An error after which the whole transaction may be run again, because it is known not to have committed. */
public final class RetryableFailure extends CoppiceException {
    private static final long serialVersionUID = 1L;

    /** An error from its fault. */
    public RetryableFailure(Fault fault) {
        super(fault);
    }
}
