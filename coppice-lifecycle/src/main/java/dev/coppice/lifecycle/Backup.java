package dev.coppice.lifecycle;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A backup of a resource and its children. A value for any thread.
 *
 * @param id its number
 * @param resource the resource
 * @param children the resources below it that lie in it too
 * @param tier the tier it had
 * @param owner whose it was
 * @param initiator {@code user}, {@code final} or {@code residual}
 * @param epoch the fence it was taken behind; 0 for one of a living resource
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
public record Backup(
        long id,
        ResourceId resource,
        List<String> children,
        Optional<String> tier,
        Optional<String> owner,
        String initiator,
        long epoch,
        String state,
        String location,
        String archive,
        long rows,
        long objects,
        long bytes,
        Instant createdAt,
        Optional<Instant> verifiedAt,
        Optional<Instant> drilledAt,
        Optional<Instant> expiresAt,
        Optional<String> problem) {
    /** Copies the list. */
    public Backup {
        children = List.copyOf(children);
    }
}
