package dev.coppice.settings;

import dev.coppice.ops.CoppiceException;
import dev.coppice.ops.Fault;

/** A setting may not be set at scopes of this type. */
public final class NotAllowListed extends CoppiceException {
    private static final long serialVersionUID = 1L;

    /** The error of a fault. */
    public NotAllowListed(Fault fault) {
        super(fault);
    }
}
