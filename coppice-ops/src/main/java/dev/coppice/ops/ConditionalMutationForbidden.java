package dev.coppice.ops;

/** The error behind {@link Outcome.Refused}: the gate of a write did not hold. */
public final class ConditionalMutationForbidden extends CoppiceException {
    private static final long serialVersionUID = 1L;

    /** The error for a gate that did not hold. */
    public ConditionalMutationForbidden(Gate gate) {
        super(Fault.of("write.refused", Fault.Kind.REFUSED)
                .refused("The write was refused by its gate.")
                .found("It needs " + gate + " that matches, and there is none.")
                .changed("Nothing of it was written.")
                .next("Create what the gate asks for, then write again."));
    }
}
