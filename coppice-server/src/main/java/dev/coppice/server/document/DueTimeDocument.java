package dev.coppice.server.document;

import java.time.Instant;

/**
 * A time at which a policy will be due. A value for any thread.
 *
 * @param policy the policy's name
 * @param dueAt the time
 * @param schedule the schedule and window it comes from, in words
 */
public record DueTimeDocument(String policy, Instant dueAt, String schedule) {}
