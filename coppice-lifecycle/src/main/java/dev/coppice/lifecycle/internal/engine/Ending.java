package dev.coppice.lifecycle.internal.engine;

import dev.coppice.lifecycle.Operation;
import org.jooq.DSLContext;

/** Is told of each operation that ends, but not of one that is called off. */
@FunctionalInterface
public interface Ending {
    /** Nobody wants to know. */
    Ending UNTOLD = (transaction, operation) -> {};

    /**
     * Called in the transaction in which the operation ends, before that enters the audit trail: whatever locks comes first. A
     * second connection taken here may be one that others who wait for this transaction have.
     */
    void ended(DSLContext transaction, Operation operation);
}
