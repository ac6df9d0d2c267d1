package dev.coppice.cli.internal;

import dev.coppice.ops.Fault;

/** The exit codes scripts may rely on. */
public final class ExitCode {
    public static final int DONE = 0;
    public static final int FAILED = 1;
    public static final int USAGE = 2;
    public static final int REFUSED = 3;
    public static final int PARTIAL = 4;

    private ExitCode() {}

    static int of(Fault.Kind kind) {
        return switch (kind) {
            case USAGE -> USAGE;
            case REFUSED -> REFUSED;
            case NOT_FOUND, CONFLICT, UNAVAILABLE, FAILED -> FAILED;
        };
    }
}
