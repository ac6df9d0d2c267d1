package dev.coppice.prune;

import dev.coppice.control.TableName;
import java.util.Map;
import java.util.Optional;

/**
 * What a campaign has come to when its process ends. A value for any thread.
 *
 * @param campaign the campaign as the ledger has it
 * @param rows rows that are gone, by table
 * @param archive where they are
 */
public record CampaignReport(Campaign campaign, Map<TableName, Long> rows, Optional<ArchiveSummary> archive) {
    /** Copies the map. */
    public CampaignReport {
        rows = Map.copyOf(rows);
    }

    /**
     * What of a campaign is in the archive.
     *
     * @param location the store
     * @param frames how many frames
     * @param bytes how many bytes they take
     */
    public record ArchiveSummary(String location, long frames, long bytes) {}
}
