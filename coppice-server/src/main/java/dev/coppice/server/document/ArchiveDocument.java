package dev.coppice.server.document;

import dev.coppice.prune.CampaignArchive;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An archive of a campaign as scripts see it. A value for any thread.
 *
 * @param campaign the campaign's number
 * @param policy the policy's name
 * @param state where the campaign stands
 * @param archive its id in its store
 * @param location the store
 * @param rows deleted rows in it, by table
 * @param edited rows that stayed and have in it what they held before
 * @param frames how many frames
 * @param bytes how many bytes they take
 * @param described whether its manifest tells of all its frames
 * @param createdAt when the campaign was created
 * @param endedAt when the campaign ended
 */
public record ArchiveDocument(
        long campaign,
        String policy,
        String state,
        String archive,
        String location,
        Map<String, Long> rows,
        long edited,
        long frames,
        long bytes,
        boolean described,
        Instant createdAt,
        @Nullable Instant endedAt) {

    /** An archive as a document. */
    public static ArchiveDocument of(CampaignArchive known) {
        return new ArchiveDocument(
                known.campaign(),
                known.policy(),
                known.state().name(),
                known.id(),
                known.location(),
                Named.rows(known.rows()),
                known.edited(),
                known.frames(),
                known.bytes(),
                known.manifestSha256().isPresent(),
                known.createdAt(),
                known.endedAt().orElse(null));
    }
}
