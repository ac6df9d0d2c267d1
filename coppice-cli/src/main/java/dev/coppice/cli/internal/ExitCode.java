package dev.coppice.cli.internal;

import dev.coppice.ops.Effect;
import dev.coppice.ops.Fault;
import dev.coppice.ops.Retry;

/** The exit codes scripts may rely on. */
public final class ExitCode {
    public static final int DONE = 0;
    public static final int FAILED = 1;
    public static final int USAGE = 2;
    public static final int REFUSED = 3;
    public static final int PARTIAL = 4;

    private ExitCode() {}

    /** The exit code of a command that a fault ended. */
    public static int of(Fault fault) {
        return switch (fault.kind()) {
            case USAGE -> USAGE;
            case REFUSED -> REFUSED;
            // What stands in the way is the state of things, as with a guard; unless it passes by itself.
            case NOT_FOUND, CONFLICT ->
                fault.effect() == Effect.NONE && fault.retry() == Retry.AFTER_FIX ? REFUSED : FAILED;
            case UNAVAILABLE, FAILED -> FAILED;
        };
    }

    /** The worse of two: failed, then misused, then refused, then partial, then done. */
    public static int worse(int one, int other) {
        return one == DONE || other == DONE ? Math.max(one, other) : Math.min(one, other);
    }
}
