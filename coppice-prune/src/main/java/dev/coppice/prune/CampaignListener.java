package dev.coppice.prune;

/** Hears how a campaign gets on. Called between chunks, by the thread that executes it, outside of any transaction. */
@FunctionalInterface
public interface CampaignListener {
    /** Hears nothing. */
    CampaignListener NONE = progress -> {};

    /** Called after each committed chunk. */
    void progressed(CampaignProgress progress);
}
