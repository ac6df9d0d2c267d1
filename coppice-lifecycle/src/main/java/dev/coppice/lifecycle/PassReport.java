package dev.coppice.lifecycle;

/**
 * What a pass of a worker came to. A value for any thread.
 *
 * @param taken how many operations it worked on
 * @param ended how many of them ended
 * @param waiting how many have to wait
 * @param parked how many wait for a person
 */
public record PassReport(int taken, int ended, int waiting, int parked) {}
