package dev.coppice.prune;

/**
 * How fast rows become due. A value for any thread.
 *
 * @param perDay how many a day, by those of the next days that no hold keeps
 * @param exact whether they were counted, not estimated
 */
public record Crossing(double perDay, boolean exact) {}
