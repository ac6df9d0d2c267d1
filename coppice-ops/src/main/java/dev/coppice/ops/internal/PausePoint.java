package dev.coppice.ops.internal;

/**
 * A named place in production code where a test may stop a thread, to drive two connections through one exact
 * interleaving. Inert outside of tests.
 */
@FunctionalInterface
public interface PausePoint {
    /** The pause point of production: never stops. */
    PausePoint NONE = place -> {};

    /** Called by the code when it stands at {@code place}. */
    void reached(String place);
}
