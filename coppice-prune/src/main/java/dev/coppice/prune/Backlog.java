package dev.coppice.prune;

import dev.coppice.prune.PrunePlan.Count;
import java.time.Duration;
import java.util.Optional;

/**
 * What waits for a policy. A value for any thread.
 *
 * @param eligible rows of the policy's own table that may go now; held ones are left out where holds can be seen
 * @param oldest the age of the oldest of them; empty where there is none, the policy has no age, or it could not be told in time
 */
public record Backlog(Count eligible, Optional<Duration> oldest) {}
