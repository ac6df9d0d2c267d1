package dev.coppice.server.document;

import dev.coppice.archive.Frame;
import dev.coppice.archive.Manifest;
import dev.coppice.ops.Fault;
import dev.coppice.prune.StoredArchive;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An archive in a store as scripts see it; where its manifest cannot be read, only the problem is known. A value for any thread.
 *
 * @param archive its id there
 * @param policy the policy's name
 * @param database the database its rows come from
 * @param rows deleted rows in it, by table
 * @param frames how many frames
 * @param bytes how many bytes they take
 * @param encrypted whether it takes a key to read
 * @param startedAt when it was begun
 * @param problem why the manifest cannot be read
 */
public record StoredDocument(
        String archive,
        @Nullable String policy,
        @Nullable String database,
        @Nullable Map<String, Long> rows,
        @Nullable Integer frames,
        @Nullable Long bytes,
        @Nullable Boolean encrypted,
        @Nullable Instant startedAt,
        @Nullable String problem) {

    /** An archive as a document. */
    public static StoredDocument of(StoredArchive stored) {
        return stored.manifest().map(StoredDocument::of).orElseGet(() -> {
            var problem = stored.problem().map(Fault::found).orElse("");
            return new StoredDocument(stored.id(), null, null, null, null, null, null, null, problem);
        });
    }

    private static StoredDocument of(Manifest manifest) {
        return new StoredDocument(
                manifest.archive(),
                manifest.origin().policy(),
                manifest.origin().database().name(),
                manifest.rows(),
                frames(manifest).size(),
                bytes(manifest),
                manifest.encryption().isPresent(),
                manifest.startedAt(),
                null);
    }

    private static List<Frame> frames(Manifest manifest) {
        return manifest.segments().stream()
                .flatMap(segment -> segment.frames().stream())
                .toList();
    }

    private static long bytes(Manifest manifest) {
        return frames(manifest).stream()
                .mapToLong(frame -> frame.extent().length())
                .sum();
    }
}
