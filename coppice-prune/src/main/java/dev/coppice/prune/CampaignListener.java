package dev.coppice.prune;

import java.util.List;

/**
 * Hears how a campaign gets on, and may ask its process to leave. Called between chunks, by the thread that executes it,
 * or by one of its other workers, one at a time; outside of any transaction.
 */
@FunctionalInterface
public interface CampaignListener {
    /** Hears nothing. */
    CampaignListener NONE = progress -> {};

    /** Called after each committed chunk. */
    void progressed(CampaignProgress progress);

    /** Called when other brakes hold the campaign than before; none hold it when there are none. */
    default void braked(Campaign campaign, List<BrakeSpan> holding) {}

    /**
     * Asked before each chunk but a process's first, about once a second while a brake holds, and while a partition is archived
     * or a table vacuumed: whether to leave. The campaign is then INTERRUPTED, stopped by {@code
     * process-stopped}, and goes on at the next execution.
     */
    default boolean stopRequested() {
        return false;
    }
}
