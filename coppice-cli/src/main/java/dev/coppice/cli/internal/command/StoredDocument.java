package dev.coppice.cli.internal.command;

import dev.coppice.archive.Frame;
import dev.coppice.archive.Manifest;
import dev.coppice.cli.internal.Figures;
import dev.coppice.cli.internal.TextTable;
import dev.coppice.ops.Fault;
import dev.coppice.prune.StoredArchive;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An archive in a store as scripts see it; where its manifest cannot be read, only the problem is known.
 *
 * @param problem why the manifest cannot be read
 */
record StoredDocument(
        String archive,
        @Nullable String policy,
        @Nullable String database,
        @Nullable Map<String, Long> rows,
        @Nullable Integer frames,
        @Nullable Long bytes,
        @Nullable Boolean encrypted,
        @Nullable Instant startedAt,
        @Nullable String problem) {

    static StoredDocument of(StoredArchive stored) {
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

    static void addTo(TextTable table, StoredArchive stored) {
        if (stored.manifest().isEmpty()) {
            table.row(stored.id(), stored.problem().map(Fault::found).orElse(""), "", "", "", "", "");
            return;
        }
        var manifest = stored.manifest().get();
        table.row(
                stored.id(),
                manifest.origin().policy(),
                manifest.origin().database().name(),
                ArchiveDocument.count(manifest.rows()),
                Figures.bytes(bytes(manifest)),
                manifest.startedAt(),
                manifest.encryption().isPresent() ? "yes" : "no");
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
