package dev.coppice.control;

import dev.coppice.ops.CoppiceException;

/** The code of a refusal, for assertions. */
public final class Refusal {
    private Refusal() {}

    public static String code(Throwable thrown) {
        return thrown instanceof CoppiceException refusal ? refusal.code() : thrown.toString();
    }
}
