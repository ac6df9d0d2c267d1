package dev.coppice.ops;

/** The error behind {@link Outcome.Missing}: no row has the key. */
public final class ObjectNotFound extends CoppiceException {
    private static final long serialVersionUID = 1L;

    /** The error for a key that no row has. */
    public ObjectNotFound(Key<?> key) {
        super(Fault.of("write.not-found", Fault.Kind.NOT_FOUND)
                .refused("The write was not done.")
                .found("No row has the key given for " + key + ".")
                .changed("Nothing of it was written.")
                .next("Check the key; the row may have been purged meanwhile."));
    }
}
