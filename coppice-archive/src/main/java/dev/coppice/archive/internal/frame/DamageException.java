package dev.coppice.archive.internal.frame;

import java.io.IOException;

/** The stored bytes are not those that were written. Its message is a clause about the frame. */
public final class DamageException extends IOException {
    private static final long serialVersionUID = 1L;

    /** What was found. */
    public DamageException(String message) {
        super(message);
    }

    /** What was found, and by what error. */
    public DamageException(String message, Throwable cause) {
        super(message, cause);
    }
}
