package dev.coppice.prune;

import java.time.Duration;
import java.util.Optional;

/**
 * How a campaign gets on. A value for any thread.
 *
 * @param campaign the campaign after its last chunk
 * @param chunkTime how long that chunk took
 * @param chunkRoots how many roots it removed
 * @param rootsPerSecond how many roots went per second of this process's time, those of other workers included
 * @param expected how many roots go in all by the statistics, those that are gone included; nothing once it is more
 * @param remaining how long it will take yet, where that is known
 */
public record CampaignProgress(
        Campaign campaign,
        Duration chunkTime,
        int chunkRoots,
        double rootsPerSecond,
        Optional<Long> expected,
        Optional<Duration> remaining) {}
