package dev.coppice.archive.spi;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Why a store could not do what was asked. Its message is a clause for a person, such as "the disk is full". */
public final class StoreException extends IOException {
    private static final long serialVersionUID = 1L;

    /** The sorts of failure that are told apart. */
    public enum Reason {
        /** The object is not there. */
        MISSING,
        /** There is less of the object than was committed. */
        SHORT,
        /** Another writer has the segment. */
        BUSY,
        /** There is no room. */
        FULL,
        /** The store may not be written. */
        NOT_WRITABLE,
        /** Anything else: it could not be reached, or it failed. */
        FAILED
    }

    private final Reason reason;

    /** A failure with the error that led to it, if there was one. */
    public StoreException(Reason reason, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    /** The sort of failure. */
    public Reason reason() {
        return reason;
    }
}
