package dev.coppice.server.internal.http;

import dev.coppice.ops.CoppiceException;
import dev.coppice.ops.Fault;

/** One item of a batch cannot be, so none was written; says which. */
public final class ItemRefused extends CoppiceException {
    private static final long serialVersionUID = 1L;

    private final int index;

    /** The error for a batch of {@code size} items of which the one at {@code index} ended with {@code cause}. */
    public ItemRefused(int index, int size, CoppiceException cause) {
        super(fault(index, size, cause.fault()), cause);
        this.index = index;
    }

    /** The position of the item, from 0. */
    public int index() {
        return index;
    }

    /** The only item of a batch is told as itself: who asked for one thing may not know that it is a batch. */
    private static Fault fault(int index, int size, Fault item) {
        if (size == 1) {
            return item;
        }
        return item.refused("The batch was refused.")
                .found("Item " + (index + 1) + " of " + size + ": " + item.refused() + " " + item.found())
                .changed("No item was written.");
    }
}
