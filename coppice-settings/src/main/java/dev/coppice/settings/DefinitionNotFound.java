package dev.coppice.settings;

import dev.coppice.ops.CoppiceException;
import dev.coppice.ops.Fault;

/** A setting is not defined. */
public final class DefinitionNotFound extends CoppiceException {
    private static final long serialVersionUID = 1L;

    /** The error of a fault. */
    public DefinitionNotFound(Fault fault) {
        super(fault);
    }
}
