package dev.coppice.prune;

import dev.coppice.control.TableName;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * The archive of a campaign, as the ledger has it. A value for any thread.
 *
 * @param campaign the campaign's number
 * @param policy the policy's name
 * @param state where the campaign stands
 * @param location the store
 * @param id the archive's id in its store
 * @param manifestSha256 the digest of its manifest; empty while no manifest tells of all its frames
 * @param frames how many frames it has
 * @param bytes how many bytes they take
 * @param rows deleted rows in it, by table
 * @param edited how many rows stayed and have in it what they held before
 * @param createdAt when the campaign was created
 * @param endedAt when the campaign ended
 */
public record CampaignArchive(
        long campaign,
        String policy,
        CampaignState state,
        String location,
        String id,
        Optional<String> manifestSha256,
        long frames,
        long bytes,
        Map<TableName, Long> rows,
        long edited,
        Instant createdAt,
        Optional<Instant> endedAt) {
    /** Copies the map. */
    public CampaignArchive {
        rows = Map.copyOf(rows);
    }
}
