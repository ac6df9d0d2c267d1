package dev.coppice.prune;

import java.time.Duration;
import java.util.Optional;

/**
 * How a campaign gets on. A value for any thread.
 *
 * @param campaign the campaign after its last chunk
 * @param chunkTime how long that chunk took
 * @param chunkRoots how many roots it removed
 * @param rootsPerSecond how many roots went per second of this process's time
 * @param remaining how long it will take yet, where the plan has counted its roots
 */
public record CampaignProgress(
        Campaign campaign, Duration chunkTime, int chunkRoots, double rootsPerSecond, Optional<Duration> remaining) {}
