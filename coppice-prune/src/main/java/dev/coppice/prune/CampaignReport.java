package dev.coppice.prune;

import dev.coppice.control.TableName;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a campaign has come to when its process ends. A value for any thread.
 *
 * @param campaign the campaign as the ledger has it
 * @param rows rows that are gone, by table
 * @param archive where they are
 * @param space what it means for the space of its tables
 * @param partitions what it has decided about partitions that were old enough as a whole
 */
public record CampaignReport(
        Campaign campaign,
        Map<TableName, Long> rows,
        Optional<ArchiveSummary> archive,
        List<TableSpace> space,
        List<PartitionOutcome> partitions) {
    /** Copies the map and the lists. */
    public CampaignReport {
        rows = Map.copyOf(rows);
        space = List.copyOf(space);
        partitions = List.copyOf(partitions);
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
