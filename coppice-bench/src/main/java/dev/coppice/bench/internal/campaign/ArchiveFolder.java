package dev.coppice.bench.internal.campaign;

import dev.coppice.control.StoreLocation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;

/** A folder for one archive, among the temporary files; gone when closed. */
final class ArchiveFolder implements AutoCloseable {
    private final Path path;

    ArchiveFolder() throws IOException {
        path = Files.createTempDirectory("coppice-bench-");
    }

    StoreLocation location() {
        return StoreLocation.parse("file:" + path);
    }

    @Override
    public void close() throws IOException {
        try (var files = Files.walk(path)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
