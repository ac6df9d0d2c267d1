package dev.coppice.control;

import java.time.Instant;

/**
 * The right of one owner to work on something, until somebody else takes it over. A value for any thread.
 *
 * @param name what the lease is on
 * @param owner who has it
 * @param epoch the fencing number: it grows each time the lease changes hands and never falls
 * @param expiresAt when others may take it over, by the database's clock
 */
public record Lease(String name, String owner, long epoch, Instant expiresAt) {}
