package dev.coppice.prune;

import java.time.Duration;

/**
 * For how long a brake has held or slowed the campaigns of a policy, all of them together, until now where it still does. A value for
 * any thread.
 *
 * @param policy the policy
 * @param brake the brake
 * @param time for how long
 */
public record BrakedTime(String policy, BrakeName brake, Duration time) {}
