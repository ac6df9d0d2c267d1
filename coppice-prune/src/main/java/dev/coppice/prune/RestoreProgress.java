package dev.coppice.prune;

/**
 * How a restore gets on. A value for any thread.
 *
 * @param restore its number
 * @param chunksDone how many chunks of the archive have been looked at, by all runs of it
 * @param chunks how many there are
 * @param rows rows put back by this run so far
 */
public record RestoreProgress(long restore, int chunksDone, int chunks, long rows) {}
