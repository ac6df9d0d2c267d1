package dev.coppice.prune;

/** Where an erasure stands. */
public enum ErasureState {
    /** It was begun: its campaign is at work, waits, or was left, and the same command goes on with it. */
    RUNNING,
    /** Everything that the map deletes is gone, and a look afterwards found nothing. It has a receipt. */
    SUCCEEDED,
    /** It ended with something gone and something left. */
    PARTIAL,
    /** It ended with nothing changed. */
    REFUSED
}
