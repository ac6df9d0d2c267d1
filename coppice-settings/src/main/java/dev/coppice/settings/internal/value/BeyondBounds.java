package dev.coppice.settings.internal.value;

/** A check took more than a check may take. */
final class BeyondBounds extends RuntimeException {
    private static final long serialVersionUID = 1L;

    BeyondBounds(Throwable cause) {
        super(cause);
    }

    /** Thrown where nobody wants to know where. */
    BeyondBounds() {
        super(null, null, false, false);
    }
}
