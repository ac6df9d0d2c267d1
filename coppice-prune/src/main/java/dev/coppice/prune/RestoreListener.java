package dev.coppice.prune;

/** Hears how a restore gets on. Called between chunks, by the thread that restores, outside of any transaction. */
@FunctionalInterface
public interface RestoreListener {
    /** Hears nothing. */
    RestoreListener NONE = progress -> {};

    /** Called after each committed chunk. */
    void progressed(RestoreProgress progress);
}
