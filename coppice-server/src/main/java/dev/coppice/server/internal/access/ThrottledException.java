package dev.coppice.server.internal.access;

import dev.coppice.ops.CoppiceException;
import dev.coppice.ops.Fault;
import java.time.Duration;

/** A caller has to wait; carries for how long. */
public final class ThrottledException extends CoppiceException {
    private static final long serialVersionUID = 1L;

    private final Duration wait;

    /** The error for {@code fault}, after which the caller waits as long as {@code wait}. */
    public ThrottledException(Fault fault, Duration wait) {
        super(fault);
        this.wait = wait;
    }

    /** How long the caller has to wait. */
    public Duration waitTime() {
        return wait;
    }
}
