package dev.coppice.prune;

import dev.coppice.archive.Archive;
import dev.coppice.archive.ArchiveReader;
import dev.coppice.archive.ArchiveStores;
import dev.coppice.archive.Verification;
import dev.coppice.archive.spi.ArchiveStore;
import dev.coppice.archive.spi.KeySource;
import dev.coppice.prune.internal.archives.KnownArchive;
import java.util.Optional;
import java.util.function.Function;

/** An archive open for reading. Safe for any thread; close it, and its store is closed. */
public final class OpenArchive implements AutoCloseable {
    private final ArchiveStore store;
    private final String id;
    private final KnownArchive known;

    private OpenArchive(ArchiveStore store, String id, KnownArchive known) {
        this.store = store;
        this.id = id;
        this.known = known;
    }

    static OpenArchive of(
            String location, String id, Optional<KeySource> keys, Function<Archive, KnownArchive> opening) {
        var store = ArchiveStores.open(location);
        try {
            var archive = Archive.in(store, id);
            return new OpenArchive(
                    store, id, opening.apply(keys.map(archive::sealedBy).orElse(archive)));
        } catch (RuntimeException failure) {
            store.close();
            throw failure;
        }
    }

    /** The archive's id. */
    public String id() {
        return id;
    }

    /** What reads it. */
    public ArchiveReader reader() {
        return known.reader();
    }

    /**
     * Reads every frame and compares it with the manifest, and the whole with what the ledger says, where it was found through
     * the ledger. Goes on after a problem.
     */
    public Verification verify() {
        return known.verify();
    }

    @Override
    public void close() {
        store.close();
    }

    @Override
    public String toString() {
        return "OpenArchive[" + id + " in " + store.location() + "]";
    }
}
