package dev.coppice.server.document;

import dev.coppice.lifecycle.Backup;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A backup as scripts see it. A value for any thread.
 *
 * @param backup its number
 * @param kind the kind of its resource
 * @param id the id of its resource
 * @param children the ids of the resources below that lie in it too
 * @param tier the tier its resource had
 * @param owner whose it was
 * @param initiator {@code user}, {@code final} or {@code residual}
 * @param state {@code writing}, {@code completed}, {@code failed}, {@code expiring} or {@code expired}
 * @param location the store it lies in
 * @param archive its name there
 * @param rows how many rows
 * @param objects how many objects
 * @param bytes how many stored bytes
 * @param createdAt since when
 * @param verifiedAt when it was last read back and found whole
 * @param drilledAt when it was last restored into a scratch place and found equal
 * @param expiresAt until when it is kept
 * @param problem why it failed
 */
public record BackupDocument(
        long backup,
        String kind,
        String id,
        List<String> children,
        @Nullable String tier,
        @Nullable String owner,
        String initiator,
        String state,
        String location,
        String archive,
        long rows,
        long objects,
        long bytes,
        Instant createdAt,
        @Nullable Instant verifiedAt,
        @Nullable Instant drilledAt,
        @Nullable Instant expiresAt,
        @Nullable String problem) {
    /** Copies the list. */
    public BackupDocument {
        children = List.copyOf(children);
    }

    /** A backup as a document. */
    public static BackupDocument of(Backup backup) {
        return new BackupDocument(
                backup.id(),
                backup.resource().kind(),
                backup.resource().id(),
                backup.children(),
                backup.tier().orElse(null),
                backup.owner().orElse(null),
                backup.initiator(),
                backup.state(),
                backup.location(),
                backup.archive(),
                backup.rows(),
                backup.objects(),
                backup.bytes(),
                backup.createdAt(),
                backup.verifiedAt().orElse(null),
                backup.drilledAt().orElse(null),
                backup.expiresAt().orElse(null),
                backup.problem().orElse(null));
    }
}
