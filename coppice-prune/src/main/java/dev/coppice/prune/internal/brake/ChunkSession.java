package dev.coppice.prune.internal.brake;

import java.time.Duration;

/**
 * The session of a chunk in the very transaction it is in.
 *
 * @param pid its number
 * @param began when the transaction began, as PostgreSQL wrote it: with it the number names no later transaction
 * @param patience how long others may wait for it
 * @param yields whether it is rolled back when they wait longer
 */
public record ChunkSession(long pid, String began, Duration patience, boolean yields) {}
