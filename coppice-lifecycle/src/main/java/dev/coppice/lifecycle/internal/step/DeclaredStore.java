package dev.coppice.lifecycle.internal.step;

import dev.coppice.archive.ArchiveStores;
import dev.coppice.archive.spi.ArchiveStore;
import dev.coppice.archive.spi.StoreException;
import dev.coppice.archive.spi.StoreException.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A store at an address.
 *
 * @param address its address
 */
record DeclaredStore(String address) implements ObjectsStep.Stores {
    private static final String FILE = "file:";

    /** A folder that is not there lists nothing, as an empty one does; only one of them may be taken for empty. */
    @Override
    public ArchiveStore open() throws IOException {
        if (isFolder() && !Files.isDirectory(folder())) {
            throw new StoreException(Reason.MISSING, "its folder is not there", null);
        }
        return ArchiveStores.open(address);
    }

    @Override
    public boolean isBare() throws IOException {
        if (!isFolder()) {
            return false;
        }
        try (var files = Files.list(folder())) {
            return files.findAny().isEmpty();
        }
    }

    private boolean isFolder() {
        return address.startsWith(FILE);
    }

    private Path folder() {
        return Path.of(ArchiveStores.absolute(address).substring(FILE.length()));
    }
}
