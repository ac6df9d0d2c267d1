package dev.coppice.cli.internal.connect;

import dev.coppice.ops.CoppiceException;
import dev.coppice.ops.Fault;
import java.util.OptionalInt;

/** What a server has refused, as it would have been refused here. */
public final class ServerRefusal extends CoppiceException {
    private static final long serialVersionUID = 1L;

    private final transient OptionalInt index;

    ServerRefusal(Fault fault, OptionalInt index) {
        super(fault);
        this.index = index;
    }

    /** The same of what was asked for as the only item of a batch. */
    public CoppiceException alone() {
        return fault().exception(this);
    }

    /** The item of a batch it is about, from 0. */
    public OptionalInt index() {
        return index;
    }
}
